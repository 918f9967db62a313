"""Losses: noisy."""
