"""A compact Discord on loopback: gateway and REST API v10 for an unmodified client in another process.

async with LoopbackDiscord() as discord:
    guild = discord.world.add_guild("Reading group")
    channel = discord.world.add_channel(guild, "papers")
    admin = discord.world.add_member(guild, "Ada", Perm.MANAGE_GUILD)
    ...  # start a bot with discord.environment()
    asked = await discord.people.slash(admin, channel, "alerts subscribe", {"query": "diffusion"})
    await discord.people.press(admin, await asked.message(), "Save")
    discord.faults.arm("POST", "/channels/{channel_id}/messages", reset(accepted=True))
    await discord.until(lambda: len(discord.posted(channel)) == 3, "three posts")
    assert discord.violations == []
"""

from tests.fake_discord.server import LoopbackDiscord

__all__ = ["LoopbackDiscord"]
