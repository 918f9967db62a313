"""Losses: regression, one file each."""
