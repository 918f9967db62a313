"""Losses: ordinal, one file each."""
