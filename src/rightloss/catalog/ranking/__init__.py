"""Losses: ranking, one file each."""
