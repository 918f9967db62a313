"""Losses: embedding, one file each."""
