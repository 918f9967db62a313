"""Losses: embedding."""
