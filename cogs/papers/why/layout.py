"""One subscription in full, several in short and in groups, those that posted the paper first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code import inline_code
from bot.discord_io.render.custom_ids import why_resume_custom_id
from bot.discord_io.render.entries import SMALL, linked_title, small_line
from bot.discord_io.render.paper_text import heat, identity, public_identity
from bot.domain.alert import AlertState
from bot.domain.discord.limits import BUTTONS
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext
from bot.text.graphemes import units
from bot.text.safe import clip, safe, within_code
from cogs.papers.why.blockers import another_query_helps, blockers, quick_fixes, resuming_helps
from cogs.papers.why.result import (
    Group,
    also_matched,
    group,
    posted_formerly,
    posted_there,
    result,
)
from cogs.papers.why.term_sentences import matched_terms
from cogs.pausing.buttons import resume_button
from cogs.reading.buttons import more_button
from cogs.shared.layouts import Entry, listing
from cogs.shared.lines import dated, shown_subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from discord.ui import LayoutView

    from bot.domain.paper import Sighting
    from bot.service.subscriptions.why import Diagnosis, Verdict
    from cogs.shared.layouts import Item

_SHOWN = 6  # subscriptions in one answer
_FORMERLY = 3  # posts of subscriptions that have ended
_ENTRY = 420  # UTF-16 code units of one subscription among several
_PART = 650  # of one part about a single one: with a heading and a query they fit a message
_MOST_BLOCKERS = 3
_MOST_MATCHES = 2
_BY_HEADING = frozenset({Group.NOT_POSTED, Group.NOT_MATCHED})
_TITLE = 250
_AIR = "\n\n"


def why_layout(  # noqa: PLR0913 - what was found, and how to show it to whom
    why: Diagnosis,
    now: datetime,
    card_button: Callable[[str], Item],
    places: Mapping[int, str],
    trouble: str = "",
    *,
    managed: bool = False,
    only: bool = False,
) -> LayoutView:
    """The answer, within a message's limits.

    `places` has words for channels, by id, that cannot be shown as mentions; `trouble` is why there is no paper.
    Where alerts are `managed` by who asks, what is paused can be resumed where that helps the paper; `only` where
    one subscription was asked for.
    """
    texts = list(_texts(why, now))
    for channel_id, words in places.items():
        texts = [text.replace(f"<#{channel_id}>", words) for text in texts]
    head = _known(why.sighting) if why.sighting else _unknown(why.paper_id, trouble)
    button = card_button(why.sighting.paper.id) if why.sighting else None
    parts = [Entry(text=text, brief=text) for text in texts]
    more = _more_to_ask(why)
    foot = f"{SMALL}{more}" if more else ""
    held = [one.subscription for one in why.verdicts if managed and resuming_helps(one)][:BUTTONS]
    resume = [
        resume_button(
            one,
            named=len(why.verdicts) > 1,
            custom_id=why_resume_custom_id(why.paper_id, one.id, only=only),
        )
        for one in held
    ]
    like_it = _more_like_it(why, managed=managed)
    parts += [Entry(text=like_it, brief=like_it)] if like_it else []
    more_like_it = [more_button(why.paper_id)] if like_it and managed else []
    rows = [resume, more_like_it]
    return listing((), [Entry(text=head, brief=head, button=button), *parts], foot=foot, rows=rows)


def _more_like_it(why: Diagnosis, *, managed: bool) -> str:
    """How papers like one that is not posted are found: said once for all, with a button where managed."""
    posted = any(one.served for one in why.verdicts)
    if why.sighting is None or posted or not any(map(another_query_helps, why.verdicts)):
        return ""
    if managed:
        # NOTE: {button} is the label of a button below, "Subscribe to more like this"
        return gettext(
            "*{button}* writes a query from its title and abstract, for you to check.",
            button=more_button("").label,
        )
    return gettext("`/alerts subscribe` with words of its title or abstract finds papers like it.")


def _more_to_ask(why: Diagnosis) -> str:
    """Where to read more: of one among several; or of all, where one was asked for and the paper is posted."""
    if why.sighting and len(why.verdicts) > 1:
        return gettext("For all about one of them, give its name to `/papers why`.")
    verdict = next(iter(why.verdicts), None)
    if verdict is None or verdict.alert is None or verdict.alert.state is not AlertState.SENT:
        return ""
    brought = sum(one.id in verdict.alert.subscriptions for one in why.beside)
    told: list[str] = []
    if brought and verdict.has_alert:
        told.append(
            ngettext(
                "{number} other subscription of this channel brought it as well.",
                "{number} other subscriptions of this channel brought it as well.",
                brought,
            )
        )
    if not_brought := len(why.beside) - brought:
        told.append(
            ngettext(
                "{number} other subscription of this channel did not bring it.",
                "{number} other subscriptions of this channel did not bring it.",
                not_brought,
            )
        )
    if not told:
        return ""
    if paper := public_identity(why.sighting.paper) if why.sighting else identity(why.paper_id):
        told.append(gettext("`/papers why paper:{paper}` shows all of them.", paper=within_code(paper)))
    else:
        told.append(gettext("`/papers why` shows all of them."))
    return sentences(*told)


def _unknown(paper_id: str, trouble: str) -> str:
    unknown = gettext("I have not read that paper, or have forgotten it.")
    return f"### {safe(identity(paper_id), _TITLE)}\n{sentences(unknown, trouble)}"


def _known(sighting: Sighting) -> str:
    paper = sighting.paper
    facts = small_line(heat(sighting), dated(sighting), safe(public_identity(paper), _TITLE))
    return f"### {linked_title(paper)}\n{facts}"


def _texts(why: Diagnosis, now: datetime) -> Iterator[str]:
    if formerly := [posted_formerly(one) for one in why.formerly[:_FORMERLY]]:
        yield "\n".join(formerly)
    if why.sighting is None:  # it may have been posted before it was forgotten
        yield from _in_groups([verdict for verdict in why.verdicts if verdict.has_alert], now)
    elif len(why.verdicts) == 1:
        yield from _in_full(why.verdicts[0], now)
    elif why.verdicts:
        yield from _in_groups(why.verdicts, now)
    elif not formerly:
        yield gettext("There are no subscriptions here that you can see: `/alerts subscribe` makes one.")


def _in_full(verdict: Verdict, now: datetime) -> Iterator[str]:
    yield f"{_which(verdict)}\n{inline_code(verdict.subscription.query)}\n{result(verdict, now)}"
    parts = {
        gettext("What keeps it back"): blockers(verdict, now),
        gettext("What you can do"): quick_fixes(verdict),
        gettext("What matched"): matched_terms(verdict.explanation) if verdict.explanation else [],
    }
    for name, lines in parts.items():
        if lines:
            yield f"**{name}**\n{_fitting(lines, _PART)}"


def _in_groups(verdicts: Sequence[Verdict], now: datetime) -> Iterator[str]:
    """Groups in their order, what was posted first; within one the order stays."""
    ordered = sorted(verdicts, key=lambda verdict: list(Group).index(group(verdict)))
    shown = ordered[:_SHOWN]
    for name in Group:
        members = [one for one in shown if group(one) is name]
        if name is Group.POSTED:
            entries = [_fitting(list(_post(some, now)), _ENTRY * len(some)) for some in _by_channel(members)]
        else:
            entries = [_fitting(list(_entry(one, now)), _ENTRY) for one in members]
        if entries:
            yield f"**{gettext(name.value)}**\n{_AIR.join(entries)}"
    if len(ordered) > _SHOWN:
        yield ngettext("… and {number} more.", "… and {number} more.", len(ordered) - _SHOWN)


def _by_channel(verdicts: Sequence[Verdict]) -> list[list[Verdict]]:
    """Those of each channel together: a channel has one post of a paper, whoever brought it."""
    found: dict[int, list[Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.subscription.destination_id, []).append(verdict)
    return list(found.values())


def _post(verdicts: Sequence[Verdict], now: datetime) -> Iterator[str]:
    """A post, each subscription that brought it, and in a line those of the channel that match it as well."""
    brought = [one for one in verdicts if one.has_alert]
    also = [one for one in verdicts if not one.has_alert]
    yield posted_there(brought[0] if brought else also[0], now)
    for verdict in brought:
        yield f"{SMALL}{gettext('For {subscription}', subscription=shown_subscription(verdict.subscription))}"
        yield from _details(verdict, now)
    if also:
        yield f"{SMALL}{also_matched([one.subscription for one in also])}"


def _entry(verdict: Verdict, now: datetime) -> Iterator[str]:
    if group(verdict) in _BY_HEADING and not verdict.served:  # the heading says it; what counts is why
        yield _which(verdict)
    else:
        yield result(verdict, now)
        yield f"{SMALL}{gettext('For {subscription}', subscription=shown_subscription(verdict.subscription))}"
    yield from _details(verdict, now)


def _details(verdict: Verdict, now: datetime) -> Iterator[str]:
    """What matched, what keeps it back and what to do, in small print."""
    if verdict.has_alert and verdict.explanation:
        yield from (f"{SMALL}• {line}" for line in matched_terms(verdict.explanation)[:_MOST_MATCHES])
    yield from (f"{SMALL}• {line}" for line in blockers(verdict, now)[:_MOST_BLOCKERS])
    yield from (f"{SMALL}→ {line}" for line in quick_fixes(verdict)[:1])


def _which(verdict: Verdict) -> str:
    return f"{shown_subscription(verdict.subscription)} → <#{verdict.subscription.destination_id}>"


def _fitting(lines: Sequence[str], limit: int) -> str:
    """The lines that fit, and how many do not."""
    shown: list[str] = []
    free = limit - units(f"\n{_more(99)}")
    for number, line in enumerate(lines):
        free -= units(line) + 1
        if free < 0:
            return "\n".join([*shown, _more(len(lines) - number)]) if shown else clip(line, limit)
        shown.append(line)
    return "\n".join(shown)


def _more(number: int) -> str:
    return ngettext("… and {number} more", "… and {number} more", number)
