"""The permissions that posting needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import discord
import pytest

from bot.discord_io.permissions import (
    history_problem,
    obstacles_to_alerts,
    posting_problem,
)

if TYPE_CHECKING:
    from bot.discord_io.permissions import Channel

ALL = {"view_channel": True, "send_messages": True, "embed_links": True, "read_message_history": True}
ME = cast("discord.Member", object())


@dataclass
class FakeChannel:
    """A channel that grants the given permissions."""

    granted: discord.Permissions
    mention: str = "<#1>"

    def permissions_for(self, _member: object) -> discord.Permissions:
        return self.granted


def channel(**changes: bool) -> Channel:
    return cast("Channel", FakeChannel(discord.Permissions(**{**ALL, **changes})))


class FakeThread(discord.Thread):
    """A thread that grants the given permissions, without the rest of Discord."""

    def __init__(self, granted: discord.Permissions, *, locked: bool = False, private: bool = False):
        self._granted = granted
        self._type = discord.ChannelType.private_thread if private else discord.ChannelType.public_thread
        self.locked = locked
        self.me = None

    def permissions_for(self, _member: object, /) -> discord.Permissions:
        return self._granted


@pytest.mark.parametrize(
    ("flag", "label"),
    [("view_channel", "View Channel"), ("send_messages", "Send Messages"), ("embed_links", "Embed Links")],
)
def test_each_missing_permission_is_named(flag: str, label: str):
    """A permission without which no alert can be posted is named, with the place where it is changed."""
    problem = posting_problem(channel(**{flag: False}), ME)
    assert problem is not None
    assert label in str(problem)
    assert "in the channel's settings" in str(problem)


def test_each_kind_of_channel_has_its_needs():
    """Read Message History is needed for looking only; in a thread Send Messages does not help."""
    granted = discord.Permissions(**{**ALL, "read_message_history": False})
    blind = channel(read_message_history=False)
    assert posting_problem(blind, ME) is None
    assert "Read Message History" in (history_problem(blind, ME) or "")
    assert "Read Message History" in obstacles_to_alerts(blind, granted)[0]
    (line,) = obstacles_to_alerts(FakeThread(discord.Permissions(**ALL)), discord.Permissions(**ALL))
    assert "Grant me Send Messages in Threads" in line


@pytest.mark.parametrize(("manage", "blocked"), [(False, True), (True, False)])
def test_locked_threads_need_manage_threads(manage: bool, blocked: bool):  # noqa: FBT001 - parameters
    """A locked thread takes posts from those who may manage threads only."""
    granted = discord.Permissions(**ALL, send_messages_in_threads=True, manage_threads=manage)
    problem = posting_problem(FakeThread(granted, locked=True), ME)
    assert (problem is not None and "locked" in str(problem)) is blocked


def test_private_threads_must_be_joined():
    """In a private thread that the bot is not in, it asks to be added; Manage Threads opens it without that."""
    granted = discord.Permissions(**ALL, send_messages_in_threads=True)
    assert "Mention me there" in obstacles_to_alerts(FakeThread(granted, private=True), granted)[0]
    granted.manage_threads = True
    assert obstacles_to_alerts(FakeThread(granted, private=True), granted) == []
