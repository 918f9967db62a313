"""Losses: probabilistic."""
