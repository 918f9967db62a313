"""Losses for one class out of C."""
