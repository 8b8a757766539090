"""Registering our commands with Discord: `sync` updates them when they differ; `texts` translates them."""
