"""Losses: survival."""
