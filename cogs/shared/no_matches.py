"""Help for a query without matches: papers per term, spelling suggestions, and a similar query with matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code_blocks import code_block, inline_code
from bot.language.formats import joined, number
from bot.language.translating import gettext, ngettext, pgettext
from bot.text.safe import clip

if TYPE_CHECKING:
    from bot.service.papers.proposals.other_queries import SecondTry

_TERM_LENGTH = 60  # UTF-16 code units


def use_query_label() -> str:
    """Return the label of the button that uses the suggested query."""
    return pgettext("button", "Use this query")


def second_try_text(found: SecondTry) -> str:
    """Return lines of help: the number of papers per term, spelling suggestions, and advice.

    A single term without papers is not listed if another line says more.
    """
    says_more = len(found.counts) > 1 or any(count.papers for count in found.counts)
    has_no_other_line = not found.suggestions and found.query is not None
    lines: list[str] = []
    if found.counts and (says_more or has_no_other_line):
        each = " · ".join(
            f"{inline_code(clip(count.term, _TERM_LENGTH))} {number(count.papers)}" for count in found.counts
        )
        lines.append(gettext("Matches per word: {each}", each=each))
    if found.suggestions:
        words = joined([f"**{count.term}** ({number(count.papers)})" for count in found.suggestions])
        lines.append(gettext("Did you mean {words}?", words=words))
    if any(count.term.startswith("org:") and not count.papers for count in found.counts):
        lines.append(gettext("`org:` matches only papers whose source lists an organization."))
    # If the only word is found, its spelling is right: a term without a count, such as a number, excludes all
    is_word_found = [count.papers > 0 for count in found.counts] == [True]
    if found.query is None and not is_word_found:
        lines.append(
            gettext(
                "Check the spelling or try fewer words. "
                "To follow a journal, an arXiv category or a conference, use `/sources add`."
            )
        )
    return "\n".join(lines)


def suggested_query(found: SecondTry) -> tuple[str, str] | None:
    """Return how many papers the suggested query matches, and its code block; None without a suggestion."""
    if found.query is None:
        return None
    text = ngettext("Suggested query ({number} paper)", "Suggested query ({number} papers)", found.matches)
    return text, code_block(found.query.canonical)


def no_match_help(found: SecondTry) -> str:
    """Return the help for a query without matches, with the suggested query, as one text."""
    return "\n".join(filter(None, (second_try_text(found), *(suggested_query(found) or ()))))
