"""The sentences of notices: what happened, and what to do. None of them pings a person or a role.

They are made when they are sent, in the language of the destination. Quoted reasons and errors are in
English if they have no translation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.subscription import BlockCause
from bot.language.formats import joined, sentences, some_of
from bot.language.translating import gettext, ngettext, translate_stored
from bot.service.retention import KEEP_ALERTS, KEEP_GONE
from bot.text.safe import clip, safe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.alert import Message

_MAX_LISTED = 10  # channels or papers in one sentence
_REASON_LENGTH = 400  # characters
_SOURCE_LENGTH = 100  # characters of the title of an added source


def blocked(cause: BlockCause, channels: Sequence[tuple[int, str]], subscriptions: int) -> str:
    """Say that these channels are blocked, each with its reason; `subscriptions` counts those of the first one."""
    if cause is BlockCause.GONE:
        # Without names of subscriptions: readers of other channels must not learn those of a private channel.
        return ngettext(
            "A channel with paper alerts was deleted, so {number} subscription has nowhere to post. Move it with"
            " `/alerts edit` within {days} days, or it will be deleted.",
            "A channel with paper alerts was deleted, so {number} subscriptions have nowhere to post. Move them"
            " with `/alerts edit` within {days} days, or they will be deleted.",
            subscriptions,
            days=KEEP_GONE.days,
        )
    next_step = gettext(
        "Pending alerts are kept for {days} days. Retry with `/alerts test`.", days=KEEP_ALERTS.days
    )
    if cause is BlockCause.CLOSED_DM:
        return sentences(channels[0][1], next_step)
    reasons: dict[str, list[int]] = {}
    for channel_id, reason in channels:
        reasons.setdefault(reason, []).append(channel_id)
    lines = [
        sentences(gettext("I can't post paper alerts in {channels}.", channels=_channels(ids)), reason)
        for reason, ids in reasons.items()
    ]
    return "\n".join((clip("\n".join(lines), MESSAGE_LENGTH - len(next_step) - 1), next_step))


def unblocked(channel_id: int | None, ids: Sequence[int]) -> str:
    """Say that alerts are back in these channels. The text is for `channel_id`; None: a direct message."""
    back = gettext("Alerts are back.")
    return back if ids == [channel_id] else _in_channels(ids, back)


def skipped(destination_id: int | None, papers: int) -> str:
    """Say that papers were skipped, as they could not be posted for too long; None: in direct messages."""
    text = ngettext(
        "{number} paper was skipped because I couldn't post for over {days} days.",
        "{number} papers were skipped because I couldn't post for over {days} days.",
        papers,
        days=KEEP_ALERTS.days,
    )
    return _about(destination_id, text)


def failed_post(message: Message, *, personal: bool = False, elsewhere: bool = False) -> str:
    """Say that a message was not posted, or may not have been.

    It quotes no title, as a word in it may be why Discord refuses the post. `personal`: for direct messages, which
    cannot be mentioned. `elsewhere`: without paper ids, which would tell other channels what this one follows.
    """
    papers = some_of(message.paper_ids[:_MAX_LISTED], len(message.paper_ids))
    if elsewhere:
        # NOTE: what could not be posted
        papers = ngettext("{number} paper", "{number} papers", len(message.paper_ids))
    if message.state is MessageState.UNCERTAIN:
        # NOTE: {papers} are ids of papers, or "3 papers"
        text = gettext("{papers} may not have been posted.", papers=papers)
    else:
        # NOTE: {papers} are ids of papers, or "3 papers"
        text = gettext("I couldn't post {papers}.", papers=papers)
    reason = clip(translate_stored(message.reason or ""), _REASON_LENGTH)
    # NOTE: {key} is the message's; paperboy outbox retry is typed on the command line
    step = gettext("The person who runs this bot can retry with `paperboy outbox retry {key}`.", key=message.key)
    return _about(None if personal else message.destination_id, sentences(text, reason, step))


def mail_refused(reason: str) -> str:
    """Say that alerts come as direct messages again, as mails were refused for days."""
    text = gettext("Your e-mail address was refused for three days, so your alerts are posted here again.")
    return sentences(text, clip(reason, _REASON_LENGTH), gettext("Use `/alerts email` to set another one."))


def no_thread(destination_id: int, reason: str) -> str:
    """Say that no thread can be opened under an alert."""
    return _about(
        destination_id, sentences(gettext("I can't create threads for alerts."), reason, _still_posted())
    )


def source_stopped(source: str, since: datetime, *, silent: bool) -> str:
    """Say that a source has stopped: it cannot be read or, if `silent`, lists nothing new."""
    moment = f"<t:{int(since.timestamp())}:f>"
    if silent:
        text = gettext("{source} has listed nothing new since {moment}.", source=source, moment=moment)
    else:
        text = gettext("{source} has been unreachable since {moment}.", source=source, moment=moment)
    return sentences(text, gettext("I'll keep checking, and catch up when there is something."))


def source_paused(source: str, since: datetime) -> str:
    """Say that a source that people added has failed for a week, and is no longer checked."""
    return gettext(
        "I stopped checking {source}, which has been unreachable since {day}. Use `/sources add` to try it again.",
        source=safe(source, _SOURCE_LENGTH),
        day=f"<t:{int(since.timestamp())}:D>",
    )


def source_recovered(source: str) -> str:
    """Say that a source can be read again."""
    return gettext("{source} is back. New matches will be posted.", source=source)


def paused(destination_id: int | None, since: datetime) -> str:
    """Say that all alerts of a channel have been paused for long; None: of direct messages."""
    return _about(
        destination_id,
        gettext(
            "All alerts have been paused since {day}. Use `/alerts resume` or `/alerts unsubscribe`.",
            day=f"<t:{int(since.timestamp())}:D>",
        ),
    )


def resumed(destination_id: int | None) -> str:
    """Say that alerts of a channel are no longer all paused; None: of direct messages."""
    return _about(destination_id, gettext("Alerts are back."))


def lost_role(trouble: str) -> str:
    """Say that posts notify nobody; `trouble` gives the reason and the step to take."""
    return sentences(trouble, _still_posted())


def role_found(destination_id: int, role_id: int) -> str:
    """Say that posts notify a role again."""
    return _about(destination_id, gettext("Alerts mention {role} again.", role=f"<@&{role_id}>"))


def _still_posted() -> str:
    return gettext("Alerts are still being posted.")


def _about(destination_id: int | None, text: str) -> str:
    """Put the channel before a text; None for direct messages, which cannot be mentioned."""
    return text if destination_id is None else _in_channels([destination_id], text)


def _in_channels(ids: Sequence[int], text: str) -> str:
    # NOTE: {channels} are mentions of channels, {text} is what happened there
    return gettext("{channels}: {text}", channels=_channels(ids), text=text)


def _channels(ids: Sequence[int]) -> str:
    shown = [f"<#{one}>" for one in ids[:_MAX_LISTED]]
    if len(ids) > _MAX_LISTED:
        # NOTE: the last of a list of channels: "#a, #b and 3 more"
        shown.append(ngettext("{number} more", "{number} more", len(ids) - _MAX_LISTED))
    return joined(shown)
