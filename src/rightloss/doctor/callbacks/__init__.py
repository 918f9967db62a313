"""The doctor where people train: one file for each trainer, importable where that trainer is installed."""
