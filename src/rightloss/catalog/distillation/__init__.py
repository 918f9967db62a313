"""Losses: distillation, one file each."""
