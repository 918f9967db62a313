"""Losses: multiclass, one file each."""
