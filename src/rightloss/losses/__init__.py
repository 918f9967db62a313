"""The mathematics: one file per loss, a function and a thin module."""
