"""`python -m rightloss`."""

from rightloss.cli.main import main

main()
