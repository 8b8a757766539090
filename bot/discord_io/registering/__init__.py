"""Registering our commands with Discord: `sync` writes them where it finds others; `texts` describe them."""
