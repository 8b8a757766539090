"""Words for whoever found nothing: how many papers each word has, what was meant, and a query that finds some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.discord_io.render.code import code_block, inline_code
from bot.text.phrases import counted
from bot.text.safe import clip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.papers.second_try import Count, SecondTry

TAKE_LABEL: Final = "Use that query"
_TERM = 60
_ADVICE = (
    "Check the spelling, or try other or fewer words, or the beginning of one such as `quantiz*`: "
    "`/paperboy help` teaches the language."
)


def second_try_text(found: SecondTry) -> str:
    """How many papers each word has, and what was meant; advice where nothing else can be said."""
    lines = [_counts(found.counts)] if found.counts else []
    if found.meant:
        lines.append(f"Did you mean {' and '.join(f'**{one.word}** ({one.papers:,})' for one in found.meant)}?")
    return "\n".join(lines if found.query else [*lines, _ADVICE])


def offered(found: SecondTry) -> tuple[str, str] | None:
    """How many papers another query finds, and that query, in a block of its own; None where there is none."""
    if found.query is None:
        return None
    return f"This finds {counted(found.matches, 'paper', ',')}", code_block(found.query.canonical)


def _counts(counts: Sequence[Count]) -> str:
    """For instance: Papers with each word: `attention` 812 · `difusion` 0."""
    each = " · ".join(f"{inline_code(clip(one.term, _TERM))} {one.papers:,}" for one in counts)
    return f"Papers with {'each word' if len(counts) > 1 else 'it'}: {each}."
