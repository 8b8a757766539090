"""Getting and staying connected, whatever answers in Discord's place: a proxy, Cloudflare, nobody.

Begin with `gateway`, which logs in first; `frames` are looked at before discord.py reads them.
"""
