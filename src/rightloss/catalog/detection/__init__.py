"""Losses: boxes of detected objects, one file each."""
