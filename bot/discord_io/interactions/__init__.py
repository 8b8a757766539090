"""Answering commands, buttons and forms: replies, errors, and components that work after a restart."""
