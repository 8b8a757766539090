"""Decide whether a model's text, which is untrusted, can be shown.

A bad text is refused, not repaired: our own gist replaces it, so refusing a good one costs little.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING

from bot.domain.paper import Links, Paper
from bot.sources.summaries.checks.facts import names_are_in, numbers_are_in
from bot.sources.summaries.checks.wording import has_instructions, is_excuse, is_promotional, is_written_in
from bot.sources.summaries.prompt import abstract_of, prompt_for, title_of
from bot.text.graphemes import clip, utf16_length
from bot.text.safe import clean
from bot.text.sentences import sentences
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sources.summaries.answers import Answer
    from bot.sources.summaries.chat import ChatServer

MAX_SUMMARY_LENGTH = 280  # UTF-16 code units
_MAX_QUOTE_LENGTH = 200  # characters of a refused answer that `check` shows
_MAX_RAW_LENGTH = 1_000  # characters; a longer answer is always too long
_MAX_SENTENCES = 2
_FULLWIDTH_ENDS = re.compile(
    "[\u3002\uff01\uff1f]+"
)  # ends of Chinese and Japanese sentences, without a space after
_QUOTES = ('""', "\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb", "\u300c\u300d", "''", "\u2018\u2019")
_LINK = re.compile(
    r"://|\bwww\.|\.[a-z]{2,}/|\]\(|\bmailto:|\bdot ?(?:com|org|net|io|ai)\b|[\[(](?:\.|dot)[\])]", re.IGNORECASE
)
_HOST_ENDS = re.compile(r"(?<=[\w-])\.([A-Za-z]{2,})\b")
_NO_HOSTS = frozenset({"js", "jl"})  # Node.js: these are no top-level domains
# Discord marks mentions, emojis and times by `<@`, `<:` or `<t:`. `pass@k` and `recall@10` are measures.
_MENTION = re.compile(r"@(?![kKnN\d]\b|\d)|<[@#:/&!A-Za-z]")
_STRUCTURE = re.compile(
    r"[\n\r\u2028\u2029]|^\s*(?:\#{1,6}\s|[-+*\u2022]\s|>|-\#|\d{1,2}[.)]\s|[{]|\[[\"'{])|`|\*\*|__|~~|\|\||\]\("
)
_TEMPLATE_MARK = re.compile(
    r"</?[A-Za-z][A-Za-z_]*>|<[|\uff5c]|[|\uff5c]>|\[/?[A-Z_]{3,}\]|\bassistantfinal|\{\"|\"\}"
)
_WORD = re.compile(r"\w+")


class Fault(Enum):
    """The reason why an answer is refused, as the log says it."""

    EMPTY = "it is empty"
    CUT = "it used up its tokens; turn reasoning off in [summaries.extra], or allow more max_tokens there"
    TOO_LONG = "it is too long"
    STRUCTURE = "it has Markdown or several lines"
    MARKS = "it has marks of a model's format"
    LINK = "it holds a link"
    MENTION = "it holds a mention"
    EXCUSE = "it is an excuse or a preface"
    PROMOTION = "it advertises or addresses the reader"
    ORDERS = "the abstract has instructions for models"
    TITLE = "it only repeats the title"
    LANGUAGE = "it is in another language"
    NUMBER = "it has a number that the paper does not have"
    NAME = "it has a name that the paper does not have"


def judge(answer: Answer, paper: Paper, language: str) -> str | Fault:
    """Return the text to show, one line of at most 280 UTF-16 code units, or the first fault found in it."""
    if answer.cut:
        return Fault.CUT
    raw = _unquoted(answer.text)
    if len(raw) > _MAX_RAW_LENGTH:
        return Fault.TOO_LONG
    text = clean(unicode_text(raw))
    if not text:
        return Fault.EMPTY
    if utf16_length(text) > MAX_SUMMARY_LENGTH:
        return Fault.TOO_LONG
    title, abstract = title_of(paper), abstract_of(paper)
    paper_text = "\n".join((title, abstract, clean(paper.tldr or "")))
    # The order matters: the first fault is reported.
    faults: tuple[tuple[Fault, Callable[[], bool]], ...] = (
        (Fault.STRUCTURE, lambda: bool(_STRUCTURE.search(raw))),
        (Fault.MARKS, lambda: any(mark not in paper_text for mark in _TEMPLATE_MARK.findall(text))),
        (Fault.LINK, lambda: _has_link(text)),
        (Fault.MENTION, lambda: bool(_MENTION.search(text))),
        (Fault.EXCUSE, lambda: is_excuse(text)),
        (Fault.TOO_LONG, lambda: _count_sentences(text) > _MAX_SENTENCES),
        (Fault.LANGUAGE, lambda: not is_written_in(text, language)),
        (Fault.ORDERS, lambda: has_instructions(abstract)),
        (Fault.PROMOTION, lambda: is_promotional(text, title, language)),
        (Fault.TITLE, lambda: {*_WORD.findall(text.casefold())} <= {*_WORD.findall(title.casefold())}),
        (Fault.NUMBER, lambda: not numbers_are_in(text, paper_text, language)),
        (Fault.NAME, lambda: not names_are_in(text, paper_text, language)),
    )
    return next((fault for fault, is_there in faults if is_there()), text)


def _unquoted(text: str) -> str:
    """Remove quotation marks around the whole text."""
    stripped = text.strip()
    for first, last in _QUOTES:
        if len(stripped) > 1 and stripped[0] == first and stripped[-1] == last:
            inner = stripped[1:-1]
            return stripped if first in inner or last in inner else inner.strip()
    return stripped


def _has_link(text: str) -> bool:
    """True if a text has a URL or something like a host name, even if the paper has it too."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_LINK.search(plain)) or any(one.lower() not in _NO_HOSTS for one in _HOST_ENDS.findall(plain))


def _count_sentences(text: str) -> int:
    wide = [part for part in _FULLWIDTH_ENDS.split(text) if part.strip(" \"'\u300d\u300f\u201d\u2019)")]
    return max(len(wide), len(sentences(text)))


EXAMPLE_PAPER = Paper(
    id="arxiv:0000.00000",
    source="huggingface",
    title="Tea Leaves: Predicting the Weather from Cups",
    abstract=(
        "Weather is usually predicted by solving equations on large grids, which takes hours on thousands "
        "of processors. We ask whether the leaves in a cup of tea do as well. From photographs of 1,250 "
        "cups, taken on 35 mornings in one kitchen, a small neural network learns to tell whether it will "
        "rain by noon. It is right on 71% of the mornings, against 68% for a forecast from the day before, "
        "and needs 4 milliseconds. Stirring the tea before the photograph is taken removes the effect."
    ),
    links=Links(page="https://huggingface.co/papers/0000.00000"),
)


async def try_model(server: ChatServer, language: str) -> tuple[bool, str]:
    """Ask a model for one summary; return whether it could be shown, and a sentence. Raises SourceError."""
    answer = await server.ask(*prompt_for(EXAMPLE_PAPER, language))
    verdict = judge(answer, EXAMPLE_PAPER, language)
    model = clean(server.model)
    if isinstance(verdict, Fault):
        text = clip(clean(answer.text[: _MAX_QUOTE_LENGTH * 2]), _MAX_QUOTE_LENGTH)
        wrote = f'It wrote: "{text}". ' if text else ""
        return False, (
            f"The answer of {model} in {language} cannot be shown: {verdict.value}. "
            f"{wrote}Our own gists are shown instead; try another model if this continues."
        )
    tokens = answer.prompt_tokens + answer.completion_tokens
    return True, f'{model} wrote in {language}, for {tokens:,} tokens: "{verdict}"'
