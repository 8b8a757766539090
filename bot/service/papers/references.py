"""What people write to name a paper: an id, or one of the addresses where papers are found."""

from __future__ import annotations

import re

_NEW = r"[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}"
_OLD = r"[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7}"
_VERSION = r"(?:v[0-9]{1,3})?"
_ARXIV = rf"(?P<arxiv>{_NEW}|{_OLD}){_VERSION}"
_DOI = r"(?P<doi>10\.[0-9]{4,9}/\S{1,200})"
_WEB, _TAIL = r"(?:https?://)?(?:www\.)?", r"/?(?:[?#]\S*)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:arxiv:\s*)?{_ARXIV}",
        rf"{_WEB}(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html|format)/{_ARXIV}(?:\.pdf)?{_TAIL}",
        rf"{_WEB}(?:huggingface|hf)\.co/papers/{_ARXIV}{_TAIL}",
        rf"{_WEB}alphaxiv\.org/abs/{_ARXIV}{_TAIL}",
        rf"(?:doi:\s*|{_WEB}(?:dx\.)?doi\.org/)?10\.48550/arxiv\.{_ARXIV}",
        rf"(?:doi:\s*)?{_DOI}",
        rf"{_WEB}(?:dx\.)?doi\.org/{_DOI}",
    )
)
_LONGEST = 300  # characters of anything that can be a reference
_ADDRESSES = (
    r"arxiv\.org/(?:abs|pdf|html|format)/|(?:huggingface|hf)\.co/papers/|alphaxiv\.org/abs/|10\.48550/arxiv\.|"
    r"arxiv:[ ]?"
)
_NO_MORE_DIGITS = r"(?![0-9])"
_WITHIN_TEXT = re.compile(
    rf"(?<![\w-])(?:{_ADDRESSES})(?P<placed>{_NEW}{_NO_MORE_DIGITS}|{_OLD}{_NO_MORE_DIGITS})"
    # A bare number has five digits since 2015: fewer would take prices for papers.
    r"|(?<![\w.,:/$€£-])(?P<bare>(?:1[5-9]|[2-9][0-9])(?:0[1-9]|1[0-2])\.[0-9]{5})"
    rf"{_VERSION}(?![\w%/-]|[.,][0-9])",
    re.IGNORECASE,
)


def named_paper(text: str) -> str | None:
    """`arxiv:2503.02130` or `doi:10.1101/…`, versions stripped; None for what names no paper so."""
    typed = text.strip().strip("<>")  # Discord shows no preview of an address in these
    if len(typed) > _LONGEST:
        return None
    for form in _FORMS:
        if match := form.fullmatch(typed):
            found = match.groupdict()
            number = found.get("arxiv")
            return f"arxiv:{number}" if number else f"doi:{found['doi']}"
    return None


def papers_in(text: str) -> tuple[str, ...]:
    """The arXiv papers that a text links to or names by number, each once, in order: `arxiv:2503.02130`."""
    numbers = (match["placed"] or match["bare"] for match in _WITHIN_TEXT.finditer(text))
    return tuple(dict.fromkeys(f"arxiv:{number}" for number in numbers))
