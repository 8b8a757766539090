"""The sentence of each reason, and the line that it takes in an answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from discord.utils import format_dt

from bot.discord_io.posting.jump import jump_url
from bot.discord_io.render.code import inline_code
from bot.language.formats import full_day, sentences, some_of
from bot.language.translating import gettext, gettext_noop, said_again
from bot.service.subscriptions.reasons import Cause
from bot.text.safe import clip, safe
from cogs.papers.why.term_sentences import blocking_term, matched_term
from cogs.shared.lines import shown_subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from bot.domain.subscription import Destination, Subscription
    from bot.service.subscriptions.reasons import Reason

_SAID = 300  # characters of Discord's reason, or of an error
_SOURCES = 160  # characters of names of sources
_NAMED = 3  # subscriptions in a line

# NOTE: {channel} is a channel's mention, {time} a day and a time; the address makes a link of the words before it
_RESULTS: Final[Mapping[Cause, tuple[str, str]]] = {
    Cause.POSTED: ("✅", gettext_noop("Posted in {channel} {time}: [see the post]({url}).")),
    Cause.POSTED_AND_DELETED: ("✅", gettext_noop("Posted in {channel} {time}, and deleted since.")),
    Cause.POSTED_LONG_AGO: ("✅", gettext_noop("Posted in {channel} (it matched {time}).")),
    Cause.BEING_POSTED: ("⏳", gettext_noop("It is just being posted in {channel}.")),
    Cause.DUE: ("⏳", gettext_noop("It is next to be posted in {channel}.")),
    Cause.RETRY: ("⏳", gettext_noop("Not posted in {channel} yet. Next try: {time}. {text}")),
    Cause.DOUBT: ("❓", gettext_noop("Perhaps posted in {channel}. I look for it there {time}. {text}")),
    Cause.HELD: ("⏸️", gettext_noop("Held by a pause: it is posted in {channel} when that ends.")),
    Cause.NO_PERMISSION: ("⏳", gettext_noop("Waits until I may post in {channel} again.")),
    Cause.DAY_FULL: (
        "⏳",
        gettext_noop("{channel} has had its most alerts for one day: it comes in the digest {time}."),
    ),
    Cause.QUIET_HOURS: ("⏳", gettext_noop("Waits for the end of quiet hours {time} in {channel}.")),
    Cause.DIGEST: ("⏳", gettext_noop("Waits for the digest {time} in {channel}.")),
    Cause.DEAD: (
        "❌",
        gettext_noop(
            "Not posted: Discord did not take it in {channel}. The host of this bot can try again with "
            "`paperboy outbox retry`. {text}"
        ),
    ),
    Cause.UNCERTAIN: (
        "❓",
        gettext_noop(
            "I cannot tell whether it was posted in {channel}. Allow Read Message History for me there, and I can "
            "look. The host of this bot finds it with `paperboy outbox list`. {text}"
        ),
    ),
    Cause.DROPPED: (
        "➖",
        gettext_noop(
            "Skipped in {channel}: its subscription or query had changed, or it had waited for a week. {text}"
        ),
    ),
    # NOTE: {text} are titles of lists of papers, such as Hugging Face
    Cause.NEXT_POLL: ("⏳", gettext_noop("The query matches it: it is posted after I next read {text}.")),
    Cause.ALSO_MATCHED: ("➖", gettext_noop("The query matches it, too. No channel gets a paper twice.")),
    Cause.BLOCKED: (
        "❌",
        gettext_noop("Discord has refused posts in {channel} since {time}. What waits is kept for a week. {text}"),
    ),
}

# NOTE: why a paper was not posted. {text} and {others} are names of sources of papers, or {text} is an error in a
# query; {command} is something to type
_KEPT_BACK: Final[Mapping[Cause, str]] = {
    Cause.UNREADABLE: gettext_noop(
        "The query cannot be read any more: {text} `/alerts edit` gives it another query."
    ),
    Cause.OTHER_SOURCES: gettext_noop(
        "Its sources are {text}; so far only {others} has this paper. `/alerts edit` with {command} adds that."
    ),
    Cause.UNANNOUNCED: gettext_noop(
        "Somebody looked this paper up: no source has announced it yet. It is posted if one does."
    ),
    Cause.PAUSED: gettext_noop("The subscription is paused: it matches nothing."),
    Cause.BASELINE: gettext_noop(
        "It matched already when the subscription was made, changed or resumed: only new matches are posted. "
        "`/papers search` finds older ones."
    ),
    Cause.LISTED_ONCE: gettext_noop(
        "{text} lists each paper once, so it is posted only if another source lists it."
    ),
    Cause.LISTED_LONG_AGO: gettext_noop(
        "It was listed on {day}. Lists that old are not read any more, so it will not be posted."
    ),
    Cause.NUMBERS: gettext_noop("Nothing to do: I check its numbers regularly, and post it when it gets there."),
    Cause.NUMBERS_ELSEWHERE: gettext_noop(
        "Nothing to do: {text} has no such numbers. If the paper appears on {others}, I check them there."
    ),
    Cause.NUMBERS_OVER: gettext_noop(
        "Its numbers are checked for about a week after it is listed. That week is over."
    ),
    Cause.WEAKER: gettext_noop("{command} would match it."),
}


def line(reason: Reason, only: Subscription | None, place: Callable[[int], str]) -> str:
    """A reason with its sign and its subscriptions, unless it is the `only` one that was asked about.

    `place` gives the words for a channel's id.
    """
    sign, told = _sentence(reason, place)
    if reason.destination is not None and not reason.subscriptions:
        told = sentences(told, gettext("The subscription that it matched was deleted or moved."))
    elif reason.subscriptions != (only,):
        names = [shown_subscription(one) for one in reason.subscriptions]
        # NOTE: {subscriptions} are names of subscriptions, {sentence} says why they posted a paper or did not
        told = gettext(
            "{subscriptions}: {sentence}", subscriptions=some_of(names[:_NAMED], len(names)), sentence=told
        )
    return f"{sign} {told}"


def _sentence(reason: Reason, place: Callable[[int], str]) -> tuple[str, str]:
    """Its sign, and what it says."""
    if reason.term is not None:
        found = reason.cause is Cause.FOUND
        return ("✓", matched_term(reason.term)) if found else ("•", blocking_term(reason.term))
    sign, message = _RESULTS.get(reason.cause) or ("•", _KEPT_BACK[reason.cause])
    told = gettext(
        message,
        **_places(reason.destination, reason.message_id, place),
        **_moments(reason.at),
        text=safe(reason.text, _SOURCES) if reason.destination is None else clip(said_again(reason.text), _SAID),
        others=safe(reason.others, _SOURCES),
        command=inline_code(reason.command),
    )
    return sign, told.rstrip()


def _places(there: Destination | None, message_id: int | None, place: Callable[[int], str]) -> Mapping[str, str]:
    if there is None:
        return {}
    url = jump_url(there.guild_id, there.id, there.kind, message_id) if message_id else ""
    return {"channel": place(there.id), "url": url}


def _moments(at: date | None) -> Mapping[str, str]:
    """The time of a moment, or the day."""
    if at is None:
        return {}
    return {"time": format_dt(at, "f")} if isinstance(at, datetime) else {"day": full_day(at)}
