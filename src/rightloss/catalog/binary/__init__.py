"""Losses: binary, one file each."""
