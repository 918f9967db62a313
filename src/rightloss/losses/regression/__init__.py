"""Losses for numbers."""
