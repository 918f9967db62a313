"""Losses: imbalanced, one file each."""
