"""Where clauses end, and what a sentence can be read without."""

from __future__ import annotations

import re

STOP = re.compile(r"[,;:!?\u3001\u3002\u2014\u2026]|--")  # full-width ones are ASCII by now
_LAST_STOP = re.compile(rf"\.|{STOP.pattern}")
_ABBREVIATION = re.compile(r"\W*(?:vs|cf|e\.g|i\.e|al|approx|resp|w\.r\.t|dr|st)\.", re.IGNORECASE)

# `large language model (LLM) agents` is also large language model agents
_ASIDE = re.compile(r"\([A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*\)[.,;:]?")
_LONGEST_ASIDE = 14
_INITIAL = re.compile(r"[^\W\d_]\.?")  # `Diederik P. Kingma` is also Diederik Kingma


def ends_clause(after: str, chunk: str) -> bool:
    """Whether a clause ends with a chunk, of which `after` stands behind the last word."""
    return _LAST_STOP.search(after) is not None and _ABBREVIATION.fullmatch(chunk) is None


def is_aside(chunk: str, *, names: bool) -> bool:
    """Whether a chunk can be left out: an abbreviation in brackets; in names, an initial."""
    if names:
        return _INITIAL.fullmatch(chunk) is not None
    return len(chunk) <= _LONGEST_ASIDE and _ASIDE.fullmatch(chunk) is not None
