"""Likes by reactions and buttons, over the wire."""
