"""Activations, written from their definitions."""
