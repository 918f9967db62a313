"""Losses: boxes of detected objects."""
