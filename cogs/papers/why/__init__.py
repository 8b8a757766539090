"""The answer of `/papers why`: Result, Blockers and Quick fixes (`blockers`), What matched (`term_sentences`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code import inline_code
from bot.discord_io.render.paper_text import title
from bot.domain.discord.limits import DESCRIPTION, FIELD_VALUE
from bot.text.safe import clip, safe
from cogs.papers.why.blockers import blockers, quick_fixes
from cogs.papers.why.result import result
from cogs.papers.why.term_sentences import matched_terms
from cogs.shared.lines import paper_numbers, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.service.subscriptions.why import Diagnosis, Verdict

_SHOWN = 6  # subscriptions in one answer
_ENTRY = 550  # characters of one of them
_MOST_BLOCKERS = 3
_TITLE = 250
_NO_SUBSCRIPTIONS = "There are no subscriptions here that you can see: `/alerts subscribe` makes one."
_UNKNOWN = (
    "I have not read that paper, or have forgotten it: I know what my sources listed since I was started (and 7 "
    "days before), for 90 days. `/paperboy status` tells whether they are being read."
)


def why_embed(why: Diagnosis, now: datetime) -> discord.Embed:
    """One subscription in full, several in short."""
    if why.sighting is None:
        return _of_unknown(why, now)
    embed = discord.Embed(title=title(why.sighting.paper))
    heading = paper_numbers(why.sighting)
    if len(why.verdicts) == 1:
        return _in_full(embed, heading, why.verdicts[0], now)
    return _in_short(embed, heading, why.verdicts, now)


def _of_unknown(why: Diagnosis, now: datetime) -> discord.Embed:
    """A paper that is not stored; it may have been posted before it was forgotten."""
    embed = discord.Embed(title=safe(why.paper_id, _TITLE))
    with_alert = [verdict for verdict in why.verdicts if verdict.has_alert]
    entries = [_fitting(list(_entry(verdict, now)), _ENTRY) for verdict in with_alert[:_SHOWN]]
    embed.description = "\n\n".join([_UNKNOWN, *entries])
    return embed


def _in_full(embed: discord.Embed, heading: str, verdict: Verdict, now: datetime) -> discord.Embed:
    subscription = verdict.subscription
    embed.description = clip(f"{heading}\n{_which(verdict)}\n{inline_code(subscription.query)}", DESCRIPTION)
    found = matched_terms(verdict.explanation) if verdict.explanation else []
    parts = {
        "Result": [result(verdict, now)],
        "Blockers": blockers(verdict, now) or ["None."],
        "Quick fixes": quick_fixes(verdict),
        "What matched": found,
    }
    for name, lines in parts.items():
        if lines:
            embed.add_field(name=name, value=_fitting(lines, FIELD_VALUE), inline=False)
    return embed


def _in_short(embed: discord.Embed, heading: str, verdicts: Sequence[Verdict], now: datetime) -> discord.Embed:
    entries = [_fitting(list(_entry(verdict, now)), _ENTRY) for verdict in verdicts[:_SHOWN]]
    if not verdicts:
        entries = [_NO_SUBSCRIPTIONS]
    elif len(verdicts) > _SHOWN:
        entries.append(f"… and {len(verdicts) - _SHOWN} more.")
    embed.description = clip("\n\n".join([heading, *entries]), DESCRIPTION)
    return embed.set_footer(text="Name a subscription in the command to read all about it.")


def _entry(verdict: Verdict, now: datetime) -> Iterator[str]:
    yield _which(verdict)
    yield result(verdict, now)
    yield from (f"• {line}" for line in blockers(verdict, now)[:_MOST_BLOCKERS])
    yield from (f"→ {line}" for line in quick_fixes(verdict)[:1])


def _which(verdict: Verdict) -> str:
    subscription = verdict.subscription
    return f"{inline_code(subscription.id)} {shown_name(subscription)} → <#{subscription.destination_id}>"


def _fitting(lines: Sequence[str], limit: int) -> str:
    """The lines that fit, and how many do not."""
    shown: list[str] = []
    free = limit - len("\n… and 99 more")
    for number, line in enumerate(lines):
        free -= len(line) + 1
        if free < 0:
            rest = f"… and {len(lines) - number} more"
            return "\n".join([*shown, rest]) if shown else clip(line, limit)
        shown.append(line)
    return "\n".join(shown)
