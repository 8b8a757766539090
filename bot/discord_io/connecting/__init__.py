"""Getting and staying connected, whatever answers in Discord's place: a proxy, Cloudflare, nobody.

Begin with `connection`: `login` comes first, then `gateway`, whose `frames` are looked at before discord.py reads
them.
"""
