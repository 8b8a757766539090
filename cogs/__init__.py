"""Slash commands: each cog parses options, calls a service and replies."""
