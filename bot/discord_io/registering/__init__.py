"""Registering our commands with Discord: `sync` writes them where `changes` finds any; `texts` describe them."""
