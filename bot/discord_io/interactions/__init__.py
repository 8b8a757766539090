"""Answering commands, buttons and forms: replies, errors, and components that still work after a restart."""
