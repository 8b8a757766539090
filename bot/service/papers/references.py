"""References to papers in texts that people write: ids, DOIs and web addresses."""

from __future__ import annotations

import re

from bot.domain.identity import NEW_NUMBER, OLD_NUMBER, arxiv_number, doi, paper_id

_MAX_LENGTH = 300  # characters of a reference
_ARXIV_PREFIXES = (
    r"arxiv\.org/(?:abs|pdf|html|format)/|(?:huggingface|hf)\.co/papers/|alphaxiv\.org/abs/|10\.48550/arxiv\.|"
    r"arxiv:[ ]?"
)
_NO_MORE_DIGITS = r"(?![0-9])"
_ARXIV_WITHIN_TEXT = re.compile(
    rf"(?<![\w-])(?:{_ARXIV_PREFIXES})(?P<prefixed>{NEW_NUMBER}{_NO_MORE_DIGITS}|{OLD_NUMBER}{_NO_MORE_DIGITS})"
    # Without a prefix only numbers since 2015, which have five digits: others can be prices.
    r"|(?<![\w.,:/$€£-])(?P<bare>(?:1[5-9]|[2-9][0-9])(?:0[1-9]|1[0-2])\.[0-9]{5})"
    r"(?:v[0-9]{1,3})?(?![\w%/-]|[.,][0-9])",
    re.IGNORECASE,
)
# Chinese and Japanese punctuation follows an address without a space
_ADDRESS_SIGN = r"[^\s<>\"。，、；：！？（）「」『』【】《》]"
# Addresses, some of which contain a DOI, and bare DOIs.
_DOI_WITHIN_TEXT = re.compile(
    rf"(?P<name>https?://{_ADDRESS_SIGN}{{4,600}}"
    rf"|(?<![\w./-])(?:(?:dx\.)?doi\.org/|doi:[ ]?)?10\.[0-9]{{4,9}}/{_ADDRESS_SIGN}{{1,300}})",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:arxiv|doi)\s+", re.IGNORECASE)  # with a colon it is part of the name
_TRAILING_MARKS = "*_~|`.,;:!?"  # Discord's Markdown and punctuation after an address


def named_paper(text: str) -> str | None:
    """Return the identity in a text that is an id, DOI or address (`arxiv:2503.02130`); None if it is none.

    `<https://arxiv.org/abs/2503.02130>`, `arXiv 2503.02130`, "2503.02130." and the same in backquotes name it too.
    """
    # Discord shows no preview of an address in angle brackets
    typed = _LABEL.sub("", text.strip().strip("<>" + _TRAILING_MARKS))
    return paper_id(typed) if len(typed) <= _MAX_LENGTH else None


def papers_in(text: str) -> tuple[str, ...]:
    """Return the identities of all papers that a text links to or names, in order, without duplicates."""
    numbers = [
        (match.start(), f"arxiv:{arxiv_number(match['prefixed'] or match['bare'])}")
        for match in _ARXIV_WITHIN_TEXT.finditer(text)
    ]
    names = [  # without DOIs of arXiv, which are among the numbers
        (match.start(), f"doi:{found}")
        for match in _DOI_WITHIN_TEXT.finditer(text)
        if (found := doi(match["name"].rstrip(_TRAILING_MARKS))) and not arxiv_number(f"doi:{found}")
    ]
    return tuple(dict.fromkeys(paper for _, paper in sorted(numbers + names)))
