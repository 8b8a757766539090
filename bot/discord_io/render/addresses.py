"""Where a paper can be read, going by its id alone."""

from __future__ import annotations

import re

from bot.text.safe import safe_url

_ARXIV = re.compile(r"arxiv:(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})")


def address_of(paper_id: str) -> str | None:
    """The public page of `arxiv:…` or `doi:…`; None for anything that is neither."""
    if match := _ARXIV.fullmatch(paper_id):
        return f"https://arxiv.org/abs/{match[1]}"
    scheme, _, number = paper_id.partition(":")
    return safe_url(f"https://doi.org/{number}") if scheme == "doi" and number else None
