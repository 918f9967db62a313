"""Losses: survival, one file each."""
