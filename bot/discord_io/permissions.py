"""The permissions that posting needs, and sentences that name the missing ones and where to grant them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import discord

from bot.domain.errors import RefusedError
from bot.language.formats import joined
from bot.language.translating import gettext, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    Channel: TypeAlias = discord.abc.GuildChannel | discord.Thread


class Need(NamedTuple):
    """One permission: discord.py's flag and Discord's own name."""

    flag: str
    name: str

    @property
    def label(self) -> str:
        """Discord's name of it in the current language."""
        return gettext(self.name)

    def met_by(self, permissions: discord.Permissions) -> bool:
        """Return True if these permissions include it."""
        return bool(getattr(permissions, self.flag)) or permissions.administrator


_VIEW = Need("view_channel", gettext_noop("View Channel"))
_SEND = Need("send_messages", gettext_noop("Send Messages"))
_SEND_IN_THREAD = Need("send_messages_in_threads", gettext_noop("Send Messages in Threads"))
_SEND_POST = Need("send_messages", gettext_noop("Create Posts"))  # its name in a forum
_CONNECT = Need("connect", gettext_noop("Connect"))  # for the text chat of a voice channel
_THREADS = Need("create_public_threads", gettext_noop("Create Public Threads"))
_EMBED = Need("embed_links", gettext_noop("Embed Links"))
_HISTORY = Need("read_message_history", gettext_noop("Read Message History"))


def cached_channel(guild: discord.Guild, channel_id: int) -> Channel | None:
    """Return the cached channel, if any; None for a thread without its parent, whose permissions are unknown."""
    channel = guild.get_channel_or_thread(channel_id)
    return None if isinstance(channel, discord.Thread) and channel.parent is None else channel


def missing_for_alerts(channel: Channel, permissions: discord.Permissions) -> tuple[Need, ...]:
    """Return the permissions missing for alerts in `channel`: to post embeds, and to read its history."""
    send = (_SEND,)
    if isinstance(channel, discord.Thread):
        send = (_SEND_IN_THREAD,)
    elif isinstance(channel, discord.ForumChannel):
        send = (_SEND_POST,)
    elif isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        send = (_CONNECT, _SEND)
    return tuple(need for need in (_VIEW, *send, _EMBED, _HISTORY) if not need.met_by(permissions))


def missing_for_plain_text(channel: Channel, permissions: discord.Permissions) -> tuple[Need, ...]:
    """Return the permissions that the bot, or a person, lacks to post plain text in `channel`."""
    needs = missing_for_alerts(channel, permissions)
    return tuple(need for need in needs if need not in (_EMBED, _HISTORY))


def posting_problem(channel: Channel, me: discord.Member) -> RefusedError | None:
    """Return why posting there would fail, as far as the cache knows; None when it would not.

    A missing Read Message History does not prevent posting: `history_problem` reports it.
    """
    permissions = channel.permissions_for(me)
    missing = [need for need in missing_for_alerts(channel, permissions) if need is not _HISTORY]
    problem = _advice(missing) or _lock_problem(channel, permissions)
    return RefusedError(problem) if problem else None


def takes_plain_text(channel: Channel, me: discord.Member) -> bool:
    """Return True if plain text can be posted there, as far as the cache knows."""
    if isinstance(channel, discord.ForumChannel | discord.CategoryChannel):
        return False
    permissions = channel.permissions_for(me)
    missing = missing_for_plain_text(channel, permissions)
    return not (missing or _lock_problem(channel, permissions) or _membership_problem(channel, permissions))


def thread_problem(channel: Channel, me: discord.Member) -> RefusedError | None:
    """Return why no thread can be opened under a message there, as far as the cache knows; None if one can."""
    problem = _advice(() if _THREADS.met_by(channel.permissions_for(me)) else (_THREADS,))
    return RefusedError(problem) if problem else None


def history_problem(channel: Channel, me: discord.Member) -> str | None:
    """Return why the history there cannot be read (Discord then returns it empty, without an error), else None."""
    permissions = channel.permissions_for(me)
    return _advice([need for need in (_VIEW, _HISTORY) if not need.met_by(permissions)])


def obstacles_to_alerts(channel: Channel, permissions: discord.Permissions) -> list[str]:
    """Return a sentence for each obstacle to our alerts in a channel, also for Read Message History."""
    problems = (
        _lock_problem(channel, permissions),
        _membership_problem(channel, permissions),
        _advice(missing_for_alerts(channel, permissions)),
    )
    return [line for line in problems if line]


def _advice(needs: Sequence[Need]) -> str | None:
    """Return a sentence that names the permissions to grant in the channel (a thread has its parent's)."""
    if not needs:
        return None
    # NOTE: {permissions} are permissions as Discord names them in your language, in a channel's settings
    return gettext(
        "Grant me {permissions} in the channel's settings.",
        permissions=joined([need.label for need in needs]),
    )


def _lock_problem(channel: Channel, permissions: discord.Permissions) -> str | None:
    """Return a sentence if a thread is locked, and these permissions cannot post in it."""
    if isinstance(channel, discord.Thread) and channel.locked and not permissions.manage_threads:
        return gettext("The thread is locked or archived. Unlock or reopen it, or grant me Manage Threads.")
    return None


def _membership_problem(channel: Channel, permissions: discord.Permissions) -> str | None:
    """Return a sentence if we are not a member of a private thread, which only Manage Threads replaces."""
    if not isinstance(channel, discord.Thread) or not channel.is_private() or permissions.manage_threads:
        return None
    return None if channel.me else gettext("I'm not in that private thread. Mention me there.")
