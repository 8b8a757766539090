"""Paperboy: a Discord bot that posts alerts for new trending research papers."""
