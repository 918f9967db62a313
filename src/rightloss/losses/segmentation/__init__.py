"""Losses: segmentation."""
