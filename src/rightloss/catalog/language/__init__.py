"""Losses: language, one file each."""
