"""Rights that a person needs to choose a channel or a role for the bot."""

from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import discord
import pytest

from bot.discord_io.command_access import Rules
from bot.discord_io.interactions.errors import DeniedError
from cogs.shared.posting_rights import require_post

_HERE, _THERE, _ROLE, _PERSON = 10, 20, 30, 40
_ALL = discord.Permissions.all() ^ discord.Permissions(administrator=True)


async def _no_rules(_guild_id: int) -> Rules:
    return Rules()


def asking(
    channel: object | None = None,
    permissions: discord.Permissions = _ALL,
    *,
    fetched: object | Exception | None = None,
    member: bool = True,
    role: object | None = None,
    dm: bool = False,
    here: int = _HERE,
) -> Any:
    """An interaction of a person with these permissions; `channel` is cached, `fetched` is not."""

    async def fetch(_channel_id: int) -> object:
        if isinstance(fetched, Exception):
            raise fetched
        return fetched

    user = MagicMock(spec=discord.Member if member else discord.User, id=_PERSON)
    guild = MagicMock(fetch_channel=fetch)
    guild.get_channel_or_thread.return_value = channel
    guild.get_role.return_value = role
    lookup = SimpleNamespace(rules=_no_rules)
    return SimpleNamespace(
        client=SimpleNamespace(alerts_access=lookup),
        channel=None,
        guild=None if dm else guild,
        guild_id=None if dm else 1,
        channel_id=here,
        permissions=permissions,
        user=user,
        is_user_integration=lambda: dm,
        is_guild_integration=lambda: not dm,
    )


def text(permissions: discord.Permissions | Exception = _ALL, channel_id: int = _THERE) -> Any:
    """A text channel where the person has these permissions, or unknown ones."""

    def of(_member: object) -> discord.Permissions:
        if isinstance(permissions, Exception):
            raise permissions
        return permissions

    return SimpleNamespace(id=channel_id, permissions_for=of)


def thread(*, locked: bool = False, private: bool = False, owner: int = 0, inside: bool = False) -> Any:
    """A thread; `inside` for a person who is a member of it."""
    missing = discord.NotFound(MagicMock(status=404, reason="Not Found"), "Unknown Member")
    made = MagicMock(spec=discord.Thread, id=_THERE, locked=locked, owner_id=owner)
    made.is_private.return_value = private
    made.fetch_member.side_effect = None if inside else missing
    return made


class TestChannel:
    async def test_people_who_can_post(self):
        """People who can post in a cached, fetched or current channel are let through."""
        await require_post(asking(text()), _THERE)
        await require_post(asking(text(ValueError(), _HERE)), _HERE)  # the interaction has their permissions
        await require_post(asking(fetched=text()), _THERE)

    async def test_missing_permissions(self):
        """Each missing permission is named."""
        lacking = _ALL ^ discord.Permissions(view_channel=True, send_messages=True)
        with pytest.raises(DeniedError, match=r"You need \*\*View Channel\*\* and \*\*Send Messages\*\* in"):
            await require_post(asking(text(lacking)), _THERE)

    @pytest.mark.parametrize(
        "interaction",
        [
            asking(fetched=None),
            asking(fetched=discord.InvalidData("a channel of no kind")),
            asking(text(), member=False),
            asking(text(discord.ClientException("Parent channel not found"))),
        ],
        ids=["gone", "not read", "not known", "parent not cached"],
    )
    async def test_unknown_rights(self, interaction: Any):
        """Unknown rights count as missing."""
        with pytest.raises(DeniedError, match="I can't see that channel"):
            await require_post(interaction, _THERE)


class TestThread:
    async def post(self, there: Any, *, manages: bool = False, elsewhere: bool = False):
        permissions = _ALL if manages else _ALL ^ discord.Permissions(manage_threads=True)
        if elsewhere:
            there.permissions_for.return_value = permissions
        await require_post(asking(there, permissions, here=_HERE if elsewhere else _THERE), _THERE)

    @pytest.mark.parametrize("made", [{"locked": True}, {"private": True}])
    async def test_thread_managers(self, made: dict[str, bool]):
        """With Manage Threads, locked and private threads can be chosen."""
        await self.post(thread(**made), manages=True)

    async def test_locked_threads(self):
        """Without Manage Threads, a locked thread is refused."""
        with pytest.raises(DeniedError, match="is locked"):
            await self.post(thread(locked=True))

    async def test_private_threads(self):
        """A private thread can be chosen only by its members."""
        await self.post(thread(private=True))  # who acts in it is in it
        await self.post(thread(private=True, owner=_PERSON), elsewhere=True)
        await self.post(thread(private=True, inside=True), elsewhere=True)
        with pytest.raises(DeniedError, match="not in the private thread"):
            await self.post(thread(private=True), elsewhere=True)
