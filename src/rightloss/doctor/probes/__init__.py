"""One file for each probe; the folder is the registry."""
