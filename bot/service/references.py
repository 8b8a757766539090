"""What people type to name a paper: an id, or one of the addresses where papers are found."""

from __future__ import annotations

import re

_ARXIV = (
    r"(?P<arxiv>[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]{1,3})?"  # new, old
)
_DOI = r"(?P<doi>10\.[0-9]{4,9}/\S{1,200})"
_WEB, _TAIL = r"(?:https?://)?(?:www\.)?", r"/?(?:[?#]\S*)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:arxiv:\s*)?{_ARXIV}",
        rf"{_WEB}(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html|format)/{_ARXIV}(?:\.pdf)?{_TAIL}",
        rf"{_WEB}(?:huggingface|hf)\.co/papers/{_ARXIV}{_TAIL}",
        rf"{_WEB}alphaxiv\.org/abs/{_ARXIV}{_TAIL}",
        rf"(?:doi:\s*)?{_DOI}",
        rf"{_WEB}(?:dx\.)?doi\.org/{_DOI}",
    )
)
_LONGEST = 300  # characters of anything that can be a reference


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
