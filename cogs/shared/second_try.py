"""Words for whoever found nothing: how many papers each word has, what was meant, and a query that finds some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code import code_block, inline_code
from bot.language.formats import joined, number
from bot.language.translating import gettext, gettext_noop, ngettext, pgettext
from bot.text.safe import clip

if TYPE_CHECKING:
    from bot.service.papers.proposals.other_queries import SecondTry

_TERM = 60


def take_label() -> str:
    """Return the label of the button that takes the offered query."""
    return pgettext("button", "Use that query")


def second_try_text(found: SecondTry) -> str:
    """Say how many papers each word has and which words were meant, or give advice.

    That the only word is in none is left out where something else is said: nothing was found, which is known.
    """
    says_more = len(found.counts) > 1 or any(one.papers for one in found.counts)
    is_alone = not found.suggestions and found.query is not None
    lines: list[str] = []
    if found.counts and (says_more or is_alone):
        each = " · ".join(f"{inline_code(clip(one.term, _TERM))} {number(one.papers)}" for one in found.counts)
        words, term = (
            gettext_noop("Papers with each word: {each}."),
            gettext_noop("Papers with this term: {each}."),
        )
        lines.append(gettext(words if len(found.counts) > 1 else term, each=each))
    if found.suggestions:
        words = joined([f"**{one.term}** ({number(one.papers)})" for one in found.suggestions])
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
    """Return how many papers another query finds, and that query in a code block; None if there is none."""
    if found.query is None:
        return None
    told = ngettext("This finds {number} paper", "This finds {number} papers", found.matches)
    return told, code_block(found.query.canonical)


def instead_text(found: SecondTry) -> str:
    """The help for a query without matches, and the offered query, as one text."""
    return "\n".join((second_try_text(found), *(offered(found) or ())))
