"""Losses for yes/no questions."""
