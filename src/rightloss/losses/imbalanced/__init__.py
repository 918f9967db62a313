"""Losses: imbalanced."""
