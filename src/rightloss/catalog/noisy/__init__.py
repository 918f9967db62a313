"""Losses: noisy, one file each."""
