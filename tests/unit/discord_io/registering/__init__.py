"""Registering commands."""
