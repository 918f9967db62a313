"""Losses: segmentation, one file each."""
