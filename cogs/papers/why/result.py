"""What became of a paper for a subscription, as one sentence with a sign."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, assert_never

import discord

from bot.discord_io.posting.jump import jump_url
from bot.domain.alert import AlertState, MessageState
from bot.domain.subscription import Mode

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.subscription import Kind
    from bot.service.subscriptions.why import Posted, Verdict

NEUTRAL: Final = "➖"  # nothing is wrong
_ENDS = {
    AlertState.DEAD: "❌ Not posted: Discord did not take it in {channel}, and I do not try again.",
    AlertState.UNCERTAIN: "❓ I cannot tell whether it was posted in {channel}, so I do not try again by myself.",
    AlertState.DROPPED: f"{NEUTRAL} Not posted: when its turn came it was no longer wanted, or too old.",
}


class Group(Enum):
    """What became of a paper, in a word or two, in the order in which people ask."""

    POSTED = "Posted"
    WAITING = "On its way"
    WRONG = "Something went wrong"
    NOT_FOR_IT = "Not for it"


def group(verdict: Verdict) -> Group:
    """Where a verdict belongs among others."""
    state = verdict.alert.state if verdict.alert and verdict.has_alert else None
    if state is None:
        return Group.WAITING if _comes_next(verdict) else Group.NOT_FOR_IT
    match state:
        case AlertState.SENT:
            return Group.POSTED
        case AlertState.DEAD | AlertState.UNCERTAIN:
            return Group.WRONG
        case AlertState.DROPPED:
            return Group.NOT_FOR_IT
        case AlertState.PENDING | AlertState.PLANNED:
            return Group.WAITING
        case _:
            assert_never(state)


def result(verdict: Verdict, now: datetime) -> str:
    """What became of the paper for this subscription, as one sentence with a sign."""
    if verdict.has_alert:
        return _fate(verdict, now)
    if verdict.explanation is None:
        return f"{NEUTRAL} Not posted for this subscription."
    if not verdict.matched:
        return _without_a_match(verdict)
    if _comes_next(verdict):
        return "⏳ The query matches it: it is posted after I next read the lists."
    if not verdict.announced:
        return f"{NEUTRAL} Not posted: the query matches it, but no source has announced it to me."
    return f"{NEUTRAL} Not posted for this subscription, though its query matches."


def posted_formerly(posted: Posted) -> str:
    """That a destination has the paper, though nobody there subscribes to it any more."""
    there = posted.destination
    place = _when_and_where(there.guild_id, there.id, there.kind, posted.alert, posted.message)
    return f"✅ Posted in <#{there.id}>{place}. The subscription that brought it there has ended or moved."


def _comes_next(verdict: Verdict) -> bool:
    paused, has_it = verdict.subscription.paused, verdict.alert is not None
    kept_back = verdict.in_baseline or paused or has_it or verdict.unheard or not verdict.announced
    return verdict.matched and not kept_back


def _without_a_match(verdict: Verdict) -> str:
    """The channel may have it all the same: that is news, and no reason."""
    told = "Not posted for this subscription: its query does not match."
    match verdict.alert.state if verdict.alert else None:
        case AlertState.SENT:
            told += f" Another one brought it to <#{verdict.subscription.destination_id}>{_there(verdict)}."
        case AlertState.PENDING | AlertState.PLANNED:
            told += f" Another one is about to bring it to <#{verdict.subscription.destination_id}>."
        case _:
            told = "Not posted: its query does not match."
    return f"{NEUTRAL} {told}"


def _fate(verdict: Verdict, now: datetime) -> str:
    """Of an alert of this subscription's own."""
    channel = f"<#{verdict.subscription.destination_id}>"
    state = verdict.alert.state if verdict.alert else AlertState.PENDING
    if state is AlertState.SENT:
        return f"✅ Posted in {channel}{_there(verdict)}."
    if state in _ENDS:
        return _ENDS[state].format(channel=channel)
    if verdict.block:
        return f"⏳ Waits until I may post in {channel} again."
    if verdict.held:
        return f"⏸️ Held by a pause: it is posted in {channel} when that ends."
    return _waiting(verdict.message, now, channel) if verdict.message else _due(verdict, now, channel)


def _waiting(message: Message, now: datetime, channel: str) -> str:
    if message.reason is None:
        return f"⏳ It is just being posted in {channel}."
    if message.state is MessageState.SENDING:
        return f"❓ Perhaps posted: before another try{_at(message.next_try, now)} I look for it in {channel}."
    return f"⏳ Not posted yet: I try again{_at(message.next_try, now)}."


def _due(verdict: Verdict, now: datetime, channel: str) -> str:
    if verdict.alert is None or verdict.alert.due <= now:
        return f"⏳ It is next to be posted in {channel}."
    when = _at(verdict.alert.due, now)
    if verdict.alert.deferred_to_digest:
        return f"⏳ {channel} has had its most alerts for one day: it comes in the digest{when}."
    if verdict.subscription.mode is Mode.NOW:
        return f"⏳ Waits for the end of quiet hours{when} in {channel}."
    return f"⏳ Waits for the digest{when} in {channel}."


def _at(when: datetime, now: datetime) -> str:
    return f" {discord.utils.format_dt(when, 'f')}" if when > now else ""


def _there(verdict: Verdict) -> str:
    s = verdict.subscription
    return _when_and_where(s.guild_id, s.destination_id, verdict.kind, verdict.alert, verdict.message)


def _when_and_where(
    guild_id: int | None, channel_id: int, kind: Kind, alert: Alert | None, message: Message | None
) -> str:
    """When it was posted, and the link to the message; what is known of either."""
    if message is None or message.finished is None:  # forgotten before the alert is
        return f" (it matched {discord.utils.format_dt(alert.created, 'f')})" if alert else ""
    when = f" {discord.utils.format_dt(message.finished, 'f')}"
    if message.message_id is None:
        return f"{when}, and deleted since"
    return f"{when}: [see the post]({jump_url(guild_id, channel_id, kind, message.message_id)})"
