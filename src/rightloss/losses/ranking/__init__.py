"""Losses: ranking."""
