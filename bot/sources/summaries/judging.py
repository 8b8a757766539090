"""What a model wrote is a stranger's text: what of it may be shown, and why not.

It is refused rather than mended: our own gist is there, so a good answer that is lost costs nothing.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final

from bot.sources.summaries.excuses import is_excuse
from bot.sources.summaries.languages import is_in
from bot.sources.summaries.prompt import abstract_of, title_of
from bot.sources.summaries.sourced import names_stand_in, numbers_stand_in
from bot.text.graphemes import units
from bot.text.safe import clean
from bot.text.sentences import sentences
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.paper import Paper
    from bot.sources.summaries.chat import Answer

LONGEST: Final = 280  # UTF-16 code units
_READ = 4_000  # characters; a longer answer is too long in any case
_MOST_SENTENCES = 2
_WIDE_ENDS = re.compile("[\u3002\uff01\uff1f]+")  # of Chinese and Japanese sentences, which no blank follows
_QUOTES = ('""', "\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb", "\u300c\u300d", "''", "\u2018\u2019")
_LINK = re.compile(r"://|\bwww\.|\b[a-z0-9-]{1,63}\.[a-z]{2,24}/|\]\(|\bmailto:", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9-]{1,63}\.[A-Za-z]{2,24}\b")
_MENTION = re.compile(r"@(?![kKnN\d]\b|\d)|<[@#:/&!A-Za-z]")
_STRUCTURE = re.compile(
    r"[\n\r\u2028\u2029]|^\s*(?:\#{1,6}\s|[-+*\u2022]\s|>|-\#|\d{1,2}[.)]\s)|`|\*\*|__|~~|\|\||\[[^\[\]]*\]\("
)


class Fault(Enum):
    """Why an answer is not used."""

    EMPTY = "it is empty"
    CUT = "it was not finished"
    TOO_LONG = "it is too long"
    STRUCTURE = "it has Markdown or several lines"
    LINK = "it holds a link"
    MENTION = "it holds a mention"
    REFUSAL = "it is an excuse or a preface"
    LANGUAGE = "it is in another language"
    NUMBER = "it has a number that the paper does not have"
    NAME = "it has a name that the paper does not have"


def judged(answer: Answer, paper: Paper, language: str) -> str | Fault:
    """The text as it may be shown, one line of at most 280 UTF-16 code units, or what is wrong with it."""
    raw = _unquoted(answer.text)
    text = clean(unicode_text(raw[:_READ]))
    if not text:
        return Fault.EMPTY
    source = "\n".join((title_of(paper), abstract_of(paper), clean(paper.tldr or "")))
    # In this order: the first that is found is told.
    faults: tuple[tuple[Fault, Callable[[], bool]], ...] = (
        (Fault.CUT, lambda: answer.cut),
        (Fault.STRUCTURE, lambda: bool(_STRUCTURE.search(raw[:_READ]))),
        (Fault.LINK, lambda: _links(text, source)),
        (Fault.MENTION, lambda: bool(_MENTION.search(text))),
        (Fault.REFUSAL, lambda: is_excuse(text)),
        (Fault.TOO_LONG, lambda: len(raw) > _READ or units(text) > LONGEST or _sentences(text) > _MOST_SENTENCES),
        (Fault.LANGUAGE, lambda: not is_in(text, language)),
        (Fault.NUMBER, lambda: not numbers_stand_in(text, source)),
        (Fault.NAME, lambda: not names_stand_in(text, source, language)),
    )
    return next((fault for fault, is_there in faults if is_there()), text)


def _unquoted(text: str) -> str:
    """Without the quotation marks that stand around all of it."""
    stripped = text.strip()
    for first, last in _QUOTES:
        if len(stripped) > 1 and stripped[0] == first and stripped[-1] == last:
            inner = stripped[1:-1]
            return stripped if first in inner or last in inner else inner.strip()
    return stripped


def _links(text: str, source: str) -> bool:
    """An address, or what looks like a host's name and is not one of the paper's words, such as `Node.js`."""
    if _LINK.search(text):
        return True
    return any(host.casefold() not in source.casefold() for host in _HOST.findall(text))


def _sentences(text: str) -> int:
    wide = [part for part in _WIDE_ENDS.split(text) if part.strip(" \"'\u300d\u300f\u201d\u2019)")]
    return max(len(wide), len(sentences(text)))
