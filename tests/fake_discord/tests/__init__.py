"""The loopback Discord, proven with a plain discord.py client, before anything of ours is proven with it."""
