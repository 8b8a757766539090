"""One sentence that says what a paper is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from bot.text.sentences import sentences
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.paper import Paper

Choose: TypeAlias = "Callable[[list[str], Paper], str]"  # the best of an abstract's sentences (never none)

_READ = 20_000  # characters of an abstract that are looked at
_WORK = r"(?:paper|work|article|study|report|technical report|survey|letter|position paper)"
_FILLER = re.compile(
    rf"(?:In this {_WORK}|In the present {_WORK}|Here|However|Moreover|Furthermore|Additionally|In addition|"
    r"Specifically|In particular|Notably|Therefore|Thus|Consequently|Hence)"
    r"(?:,\s+|\s+(?=we\b|I\b))(?P<rest>\S.*)",
    re.DOTALL,
)
_FEWEST_WORDS = 4  # what is left must still be a sentence


def lead(found: list[str], paper: Paper) -> str:  # noqa: ARG001 - a chooser may look at the paper; this one need not
    """The first sentence, which for most abstracts names the subject."""
    return found[0]


def gist(paper: Paper, choose: Choose = lead) -> str:
    """The given `tldr`, else one sentence of the abstract without its filler; "" when there is neither.

    Readable Unicode, neither shortened nor escaped. `choose` decides which sentence.
    """
    given = " ".join(unicode_text((paper.tldr or "")[:_READ]).split())
    if given:
        return given
    found = sentences(unicode_text(paper.abstract[:_READ]))
    return trimmed(choose(found, paper)) if found else ""


def trimmed(sentence: str) -> str:
    """The sentence without a leading "In this paper," or "However,", where a whole sentence remains."""
    match = _FILLER.fullmatch(sentence)
    if match is None or len(match["rest"].split()) < _FEWEST_WORDS:
        return sentence
    rest = match["rest"]
    first = rest.split(maxsplit=1)[0]
    return rest[0].upper() + rest[1:] if first.isalpha() and first.islower() else rest
