"""Words for whoever found nothing: how many papers each word has, what was meant, and a query that finds some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code import code_block, inline_code
from bot.language.formats import joined, number
from bot.language.translating import gettext, ngettext, pgettext
from bot.text.safe import clip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.papers.proposals.other_queries import Count, SecondTry

_TERM = 60


def take_label() -> str:
    """What the button says that takes the offered query."""
    return pgettext("button", "Use that query")


def second_try_text(found: SecondTry) -> str:
    """How many papers each word has, and what was meant; advice where nothing else can be said.

    That the only word is in none is left out where something else is said: nothing was found, which is known.
    """
    says_more = len(found.counts) > 1 or any(one.papers for one in found.counts)
    is_alone = not found.meant and found.query is not None
    lines = [_counts(found.counts)] if found.counts and (says_more or is_alone) else []
    if found.meant:
        words = joined([f"**{one.term}** ({number(one.papers)})" for one in found.meant])
        lines.append(gettext("Did you mean {words}?", words=words))
    if found.query is None:
        lines.append(
            gettext(
                "Check the spelling, or try other or fewer words, or the beginning of one, such as `quantiz*`: "
                "`/paperboy help` explains how to write queries."
            )
        )
    return "\n".join(lines)


def offered(found: SecondTry) -> tuple[str, str] | None:
    """How many papers another query finds, and that query, in a block of its own; None where there is none."""
    if found.query is None:
        return None
    told = ngettext("This finds {number} paper", "This finds {number} papers", found.matches)
    return told, code_block(found.query.canonical)


def instead_text(found: SecondTry) -> str:
    """All of it: the words, and what finds some."""
    return "\n".join((second_try_text(found), *(offered(found) or ())))


def _counts(counts: Sequence[Count]) -> str:
    """For instance: Papers with each word: `attention` 812 · `difusion` 0."""
    each = " · ".join(f"{inline_code(clip(one.term, _TERM))} {number(one.papers)}" for one in counts)
    if len(counts) > 1:
        return gettext("Papers with each word: {each}.", each=each)
    return gettext("Papers with this term: {each}.", each=each)
