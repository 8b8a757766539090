"""The sentences of notices: what happened, and what to do. None of them pings a person or a role.

They are made when they are sent, in the language of the destination. Quoted reasons and errors are in English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.subscription import BlockCause
from bot.language.formats import joined, listed, sentences
from bot.language.translating import gettext, ngettext, said_again
from bot.service.retention import KEEP_ALERTS, KEEP_GONE
from bot.text.safe import clip, safe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.alert import Message

_SHOWN = 10  # channels or papers in one sentence
_REASON = 400  # characters


def blocked(cause: BlockCause, channels: Sequence[tuple[int, str]], subscriptions: int) -> str:
    """Say that these channels are blocked, each with its reason; `subscriptions` counts those of the first one."""
    if cause is BlockCause.CLOSED_DM:
        return gettext(
            "I cannot send you direct messages, so your paper alerts wait. Allow them: on a server that we share,"
            " click its name → Privacy Settings → Direct Messages, and unblock me if you have blocked me. `/alerts"
            " test` then tries at once, and I do by myself every hour. What waits is kept for {days} days.",
            days=KEEP_ALERTS.days,
        )
    if cause is BlockCause.GONE:
        # Without names of subscriptions: readers of other channels must not learn those of a private channel.
        return ngettext(
            "A channel or thread that paper alerts went to was deleted, so {number} subscription has nowhere to"
            " post: `/alerts list` shows which. Choose another channel with `/alerts edit`, or end it with"
            " `/alerts unsubscribe`; after {days} days it ends by itself.",
            "A channel or thread that paper alerts went to was deleted, so {number} subscriptions have nowhere to"
            " post: `/alerts list` shows which. Choose another channel with `/alerts edit`, or end them with"
            " `/alerts unsubscribe`; after {days} days they end by themselves.",
            subscriptions,
            days=KEEP_GONE.days,
        )
    reasons: dict[str, list[int]] = {}
    for channel_id, reason in channels:
        reasons.setdefault(reason, []).append(channel_id)
    kept = gettext(
        "The alerts are kept for {days} days and follow as soon as I may post again; `/alerts test` tries it.",
        days=KEEP_ALERTS.days,
    )
    if len(reasons) == 1:
        (reason, ids), *_ = reasons.items()
        return sentences(
            gettext("I cannot post paper alerts in {channels}.", channels=_channels(ids)), reason, kept
        )
    lines = [f"- {_channels(ids)}: {reason}" for reason, ids in reasons.items()]
    return clip("\n".join([gettext("I cannot post paper alerts in some channels."), kept, *lines]), MESSAGE_LENGTH)


def unblocked(channel_id: int | None, ids: Sequence[int]) -> str:
    """Say that alerts are back in these channels. The text is for `channel_id`; None: a direct message."""
    if ids == [channel_id]:
        return gettext("Alerts flow again here.")
    return gettext("Alerts flow again in {channels}.", channels=_channels(ids))


def skipped(destination_id: int | None, papers: int) -> str:
    """Say that papers were skipped, as they could not be posted for too long; None: in direct messages."""
    if destination_id is None:
        return ngettext(
            "{number} paper was skipped: I could not post it for more than {days} days.",
            "{number} papers were skipped: I could not post them for more than {days} days.",
            papers,
            days=KEEP_ALERTS.days,
        )
    return ngettext(
        "{number} paper was skipped in {channel}: I could not post it there for more than {days} days.",
        "{number} papers were skipped in {channel}: I could not post them there for more than {days} days.",
        papers,
        channel=f"<#{destination_id}>",
        days=KEEP_ALERTS.days,
    )


def failed_post(message: Message, *, personal: bool = False, elsewhere: bool = False) -> str:
    """Say that a message was not posted, or may not have been.

    It quotes no title, as a word in it may be why Discord refuses the post. `personal`: for direct messages, which
    cannot be mentioned. `elsewhere`: without paper ids, which would tell other channels what this one follows.
    """
    papers, where = listed(message.paper_ids[:_SHOWN]), f"<#{message.destination_id}>"
    if elsewhere:
        # NOTE: what could not be posted
        papers = ngettext("{number} paper", "{number} papers", len(message.paper_ids))
    match message.state is MessageState.UNCERTAIN, personal:
        case True, True:
            said = gettext("I cannot tell whether {papers} came through here.", papers=papers)
        case True, False:
            # NOTE: {papers} are ids of papers, or "3 papers"
            said = gettext(
                "I cannot tell whether {papers} came through in {channel}.", papers=papers, channel=where
            )
        case _, True:
            said = gettext("I could not post {papers} here.", papers=papers)
        case _:
            # NOTE: {papers} are ids of papers, or "3 papers"
            said = gettext("I could not post {papers} in {channel}.", papers=papers, channel=where)
    reason = safe(said_again(message.reason), _REASON) if message.reason else ""
    if message.state is MessageState.UNCERTAIN:
        # NOTE: {key} is the message's; paperboy outbox retry is typed on the command line
        step = gettext(
            "Then whoever hosts me can let me look and post what is missing: `paperboy outbox retry {key}`. Other"
            " alerts go on.",
            key=message.key,
        )
    else:
        # NOTE: {key} is the message's; paperboy outbox retry is typed on the command line
        step = gettext(
            "Whoever hosts me can have it posted then: `paperboy outbox retry {key}`. Other alerts go on.",
            key=message.key,
        )
    return sentences(said, reason, step)


def no_thread(destination_id: int, reason: str) -> str:
    """Say that no thread can be opened under an alert."""
    # NOTE: {reason} is a sentence, which may be in English
    return gettext(
        "I cannot open a thread for each alert in {channel}. {reason} The alerts themselves go on; threads"
        " follow with the next one that I may open.",
        channel=f"<#{destination_id}>",
        reason=reason,
    )


def source_stopped(source: str, since: datetime, *, silent: bool) -> str:
    """Say that a source has stopped: it cannot be read, or lists nothing new (`silent`)."""
    moment = f"<t:{int(since.timestamp())}:f>"
    if silent:
        return gettext(
            "{source} has listed nothing new since {moment}, so no new alerts come from there at the moment."
            " You need not do anything: I keep trying, and what it lists meanwhile is not lost. `/paperboy"
            " status` shows how it is.",
            source=source,
            moment=moment,
        )
    return gettext(
        "{source} could not be read since {moment}, so no new alerts come from there at the moment. You need"
        " not do anything: I keep trying, and what it lists meanwhile is not lost. `/paperboy status` shows"
        " how it is.",
        source=source,
        moment=moment,
    )


def source_recovered(source: str) -> str:
    """Say that a source can be read again."""
    return gettext("{source} can be read again: papers listed meanwhile that match follow.", source=source)


def paused(destination_id: int | None, since: datetime) -> str:
    """Say that all alerts of a channel have been paused for long; None: of direct messages."""
    day = f"<t:{int(since.timestamp())}:D>"
    if destination_id is None:
        return gettext(
            "All your paper alerts have been paused since {day}. `/alerts resume` starts them again, `/alerts"
            " unsubscribe` ends them; I do not ask again.",
            day=day,
        )
    return gettext(
        "All paper alerts of {channel} have been paused since {day}. `/alerts resume` starts them again,"
        " `/alerts unsubscribe` ends them; I do not ask again.",
        channel=f"<#{destination_id}>",
        day=day,
    )


def resumed(destination_id: int | None) -> str:
    """Say that alerts of a channel are no longer all paused; None: of direct messages."""
    if destination_id is None:
        return gettext("Your paper alerts are on again.")
    return gettext("Paper alerts of {channel} are on again.", channel=f"<#{destination_id}>")


def lost_role(trouble: str) -> str:
    """Say that posts notify nobody; `trouble` gives the reason and the step to take."""
    return sentences(trouble, gettext("The alerts themselves go on."))


def role_found(destination_id: int, role_id: int) -> str:
    """Say that posts notify a role again."""
    return gettext(
        "Posts in {channel} notify {role} again.", channel=f"<#{destination_id}>", role=f"<@&{role_id}>"
    )


def _channels(ids: Sequence[int]) -> str:
    shown = [f"<#{one}>" for one in ids[:_SHOWN]]
    if len(ids) > _SHOWN:
        # NOTE: the last of a list of channels: "#a, #b and 3 more"
        shown.append(ngettext("{number} more", "{number} more", len(ids) - _SHOWN))
    return joined(shown)
