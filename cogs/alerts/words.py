"""Words that several replies of `/alerts` share: minimum upvotes, matches a week, picks, how many more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.paper_text import DOT
from bot.domain.subscription import Mode
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext, pgettext

if TYPE_CHECKING:
    from bot.domain.schedule import Schedule
    from bot.service.picks.picker import PicksState

_EMPTY_DAYS = 3  # days in a row without a pick, from which on people are told


def minimum_label(minimum: int) -> str:
    """Return `20 upvotes or more`."""
    # NOTE: an option of the menu "Minimum upvotes"
    return ngettext("{number} upvote or more", "{number} upvotes or more", minimum)


def mail_sentence(schedule: Schedule, mode: Mode) -> str:
    """Return when a person's alerts are mailed; "" if they are posted."""
    # NOTE: {when} is "daily at 09:00 UTC" and the like
    text = gettext("Your alerts are sent by e-mail {when}.", when=schedule.when(mode))
    return text if schedule.mail else ""


def with_matches(query: str, per_week: int) -> str:
    """Return a query and how many papers matched it in the last seven days."""
    # NOTE: a query, and how many papers matched it in the last seven days
    return ngettext("{query} · {number} match a week", "{query} · {number} matches a week", per_week, query=query)


def query_label(mode: str) -> str:
    """Return the label of the query field in a mode: `Filter` for picks, else `Query`."""
    # NOTE: of picks: the query that papers have to match
    return pgettext("form", "Filter") if mode == Mode.PICKS else pgettext("form", "Query")


def picks_a_day(most: int) -> str:
    """Return `5 picks a day`."""
    # NOTE: picks are the papers of a day that are most like the liked ones
    return ngettext("{number} pick a day", "{number} picks a day", most)


def picks_summary(most: int, state: PicksState) -> str:
    """Return `5 picks a day · 12 examples · 43 likes here · 31% of picks liked`."""
    parts = [picks_a_day(most)]
    if state.examples:
        # NOTE: papers that picks are to resemble
        parts.append(ngettext("{number} example", "{number} examples", state.examples))
    # NOTE: papers liked in this server, or in direct messages
    parts.append(ngettext("{number} like here", "{number} likes here", state.likes))
    if state.liked_share is not None:
        # NOTE: the share of a channel's picks that people liked
        parts.append(gettext("{number}% of picks liked", number=round(100 * state.liked_share)))
    return DOT.join(parts)


def picks_lack(state: PicksState) -> str:
    """Say that nothing is posted with too few examples, and how to give more; "" if there are enough."""
    if not state.missing:
        return ""
    like = pgettext("button", "Like")
    # NOTE: {button} is under each paper that a person looks at
    how = gettext("Add examples with `/alerts edit`, or press *{button}* under papers.", button=like)
    return sentences(picks_trouble(state), gettext("Nothing is posted until then."), how)


def picks_trouble(state: PicksState) -> str:
    """Say why there are no picks: too few liked papers, or none near for days; "" if all is well."""
    if state.missing:
        return ngettext(
            "Picks need {number} more liked paper or example.",
            "Picks need {number} more liked papers or examples.",
            state.missing,
        )
    if state.empty_days >= _EMPTY_DAYS:
        return ngettext(
            "No paper of the last {number} day was like the liked ones.",
            "No paper of the last {number} days was like the liked ones.",
            state.empty_days,
        )
    return ""


def and_more(number: int) -> str:
    """Return the last line of a list that is cut: `… and 3 more`."""
    # NOTE: the last line of a list
    return gettext("… and {number} more", number=number)
