"""Losses: probabilistic, one file each."""
