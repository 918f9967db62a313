"""Losses: ordinal."""
