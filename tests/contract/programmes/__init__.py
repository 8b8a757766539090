"""Conferences on every engine."""
