"""The gateway connection: log in, stay connected, reconnect, whatever a proxy or Cloudflare answers instead.

Begin with `gateway`, which logs in first; `frames` checks what the gateway sends before discord.py reads it.
"""
