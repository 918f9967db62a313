"""Losses: language and sequences."""
