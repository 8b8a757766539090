"""What kept a paper from being posted, and what to do about it, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code import inline_code
from bot.domain.alert import AlertState, MessageState
from bot.language.formats import full_day
from bot.language.translating import gettext, ngettext, said_again
from bot.service.retention import KEEP_ALERTS
from bot.text.safe import clip, safe
from cogs.papers.why.term_sentences import blocking_term

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.service.subscriptions.why import Verdict

_REASON = 300  # characters of Discord's reason or ours
_SOURCES = 160  # characters of the sources of a subscription, or of a paper
_OVER = frozenset({AlertState.SENT, AlertState.DROPPED})


def blockers(verdict: Verdict, now: datetime) -> list[str]:
    """Every circumstance that kept, or still keeps, the paper from being posted for this subscription."""
    return [
        *(_of_delivery(verdict, now) if verdict.served else _of_matching(verdict)),
        *_of_destination(verdict),
    ]


def quick_fixes(verdict: Verdict) -> list[str]:
    """What can be typed or done, most useful first; empty when all is well."""
    return list(dict.fromkeys(_fixes(verdict)))


def resuming_helps(verdict: Verdict) -> bool:
    """Whether a pause keeps the paper back, and nothing besides but numbers that may change yet."""
    if not verdict.subscription.paused:
        return False
    if verdict.served:
        return verdict.has_alert and verdict.held
    if verdict.explanation is None or not all(term.is_comparison for term in verdict.explanation.blockers):
        return False
    lost = verdict.in_baseline or verdict.last_listed is not None or _there_already(verdict)
    return verdict.announced and verdict.unheard is None and not lost


def _of_matching(verdict: Verdict) -> Iterator[str]:
    subscription = verdict.subscription
    if verdict.unreadable:
        yield gettext("Its query cannot be read any more: {error}", error=safe(verdict.unreadable, _REASON))
    if verdict.explanation:
        yield from map(blocking_term, verdict.explanation.blockers)
    if (unheard := verdict.unheard) is not None:
        listens, brought = (safe(words, _SOURCES) for words in (unheard.listens, unheard.brought))
        # NOTE: {sources} and {others} are names of sources of papers
        yield gettext(
            "It listens to {sources}; so far {others} brought this paper.", sources=listens, others=brought
        )
    if not verdict.announced:
        yield gettext(
            "I know it because somebody looked it up: none of my sources has brought it. Should one do so, it is "
            "posted then."
        )
    if subscription.paused:
        yield gettext("The subscription is paused: it matches nothing.")
    if verdict.in_baseline:
        made = discord.utils.format_dt(subscription.created, "d")
        yield gettext(
            "It matched already when the subscription was made ({day}), changed or resumed: only what begins to "
            "match after that is posted.",
            day=made,
        )
    elif verdict.matched:
        yield from _of_the_past(verdict)


def _of_the_past(verdict: Verdict) -> Iterator[str]:
    """That nothing brings a paper again which has no alert."""
    day, source = verdict.last_listed, safe(verdict.streamed, _SOURCES)
    if source and day:
        # NOTE: {source} is the title of a source that brings each paper once, such as arXiv, or of several
        yield gettext(
            "{source} brought it on {day}, and brings each paper once, so it will not be posted.",
            source=source,
            day=full_day(day),
        )
    elif source and not (verdict.subscription.paused or verdict.unheard):
        # NOTE: {source} is the title of a source that brings each paper once, such as arXiv, or of several
        yield gettext(
            "{source} brings each paper once, and no alert came of this one: it may have been changed since. If a "
            "source brings it again, it is posted then.",
            source=source,
        )
    elif day:
        yield gettext(
            "It was listed on {day}. Lists that old are not read any more, so it will not be posted.",
            day=full_day(day),
        )


def _of_delivery(verdict: Verdict, now: datetime) -> Iterator[str]:
    alert, message = verdict.alert, verdict.message
    if alert is None or alert.state is AlertState.SENT:
        return
    if alert.state is AlertState.DROPPED:
        yield _reason(message) or ngettext(
            "When its turn came the subscription had ended or its query had changed, or the paper had waited for "
            "{number} day.",
            "When its turn came the subscription had ended or its query had changed, or the paper had waited for "
            "{number} days.",
            KEEP_ALERTS.days,
        )
    elif verdict.held:
        yield gettext("It matched before the pause, and every subscription that wants it here is paused.")
    elif alert.state is AlertState.PENDING and alert.due > now:
        yield gettext("Its digest is not due before {time}.", time=discord.utils.format_dt(alert.due, "f"))
    elif reason := _reason(message):
        yield gettext("The last try did not go through: {reason}", reason=reason)


def _of_destination(verdict: Verdict) -> Iterator[str]:
    block = verdict.block
    if block is not None and not (verdict.served and verdict.alert and verdict.alert.state in _OVER):
        since = discord.utils.format_dt(block.since, "d")
        yield gettext(
            "Discord has refused posts in {channel} since {day}: {reason}",
            channel=f"<#{verdict.subscription.destination_id}>",
            day=since,
            reason=clip(said_again(block.reason), _REASON),
        )


def _fixes(verdict: Verdict) -> Iterator[str]:
    subscription = verdict.subscription
    if verdict.served:
        yield from _fixes_of_delivery(verdict)
    if resuming_helps(verdict):
        command = f"`/alerts resume subscription:{subscription.id}`"
        if verdict.served:
            yield gettext("{command} lets it be posted.", command=command)
        else:
            yield gettext("{command} lets it match again, from then on.", command=command)
    if verdict.unreadable:
        edit = inline_code(f"/alerts edit subscription:{subscription.id}")
        yield gettext("{command} gives it another query.", command=edit)
    if not verdict.served and verdict.matched and verdict.unheard:
        option = inline_code(f"/alerts edit subscription:{subscription.id} sources:{verdict.unheard.choice}")
        yield gettext("{command} lets it listen to that, too, from then on.", command=option)
    if _its_words_miss(verdict):
        yield from _fixes_of_matching(verdict)
    if verdict.block and not (verdict.alert and verdict.alert.state in _OVER):
        yield ngettext(
            "Allow in that channel what is missing: what waits is kept for {number} day and posted then.",
            "Allow in that channel what is missing: what waits is kept for {number} days and posted then.",
            KEEP_ALERTS.days,
        )
    if not verdict.served and (verdict.in_baseline or (verdict.matched and verdict.last_listed)):
        yield gettext(
            "Nothing needs fixing. {command} shows what was there before.",
            command=inline_code(f"/papers search query:{subscription.query}"),
        )


def another_query_helps(verdict: Verdict) -> bool:
    """Whether it has none of the paper's words, so that only another query could find papers like it."""
    if not _its_words_miss(verdict) or verdict.less:
        return False
    return not all(term.is_comparison for term in (verdict.explanation.blockers if verdict.explanation else ()))


def _its_words_miss(verdict: Verdict) -> bool:
    return (
        not verdict.served
        and verdict.explanation is not None
        and not verdict.matched
        and not _there_already(verdict)
    )


def _there_already(verdict: Verdict) -> bool:
    """Whether the channel has the paper from another subscription: nothing can bring it there twice."""
    return verdict.alert is not None and verdict.alert.state is AlertState.SENT


def _fixes_of_matching(verdict: Verdict) -> Iterator[str]:
    terms = verdict.explanation.blockers if verdict.explanation else ()
    over = verdict.last_listed is not None and not verdict.streamed
    told = over or not verdict.subscription.paused  # a paused one posts nothing, whatever the numbers become
    if verdict.announced and told and terms and all(term.is_comparison for term in terms):
        yield _of_numbers(verdict)
    if verdict.less:
        yield gettext("{command} would match it.", command=inline_code(f"/alerts subscribe query:{verdict.less}"))


def _of_numbers(verdict: Verdict) -> str:
    if verdict.streamed:
        # NOTE: {source} is the title of a source without votes, ranks and the like, such as arXiv, or of several;
        # {lists} of a list that has them, such as Hugging Face, or "the lists"
        return gettext(
            "Nothing to do: {source} has no such numbers. If the paper appears on {lists}, I check them there, "
            "and post it when it gets there.",
            source=safe(verdict.streamed, _SOURCES),
            lists=safe(verdict.lists, _SOURCES),
        )
    if verdict.last_listed:
        return gettext(
            "Nothing to do: its numbers are read for about a week after it is listed, and do not change here "
            "after that."
        )
    return gettext("Nothing to do: I check its numbers regularly, and post it when it gets there.")


def _fixes_of_delivery(verdict: Verdict) -> Iterator[str]:
    channel = f"<#{verdict.subscription.destination_id}>"
    match verdict.message.state if verdict.message else None:
        case MessageState.UNCERTAIN:
            yield gettext(
                "Look into {channel}, and allow Read Message History for me there: then I can look myself.",
                channel=channel,
            )
            yield gettext("The host of this bot finds it with `paperboy outbox list`.")
        case MessageState.DEAD:
            yield gettext(
                "Ask the host of this bot: `paperboy outbox list` shows such posts, `retry` tries them again."
            )
        case _:
            return


def _reason(message: Message | None) -> str:
    return clip(said_again(message.reason), _REASON) if message and message.reason else ""
