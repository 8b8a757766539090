"""The links of a Markdown file, and its anchors, as GitHub makes them."""

import re
from collections import Counter

_FENCED = re.compile(r"^( *)(```+|~~~+).*?^\1\2 *$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\]\(\s*<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_DEFINED = re.compile(r"^ {0,3}\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def links(source: str) -> list[str]:
    """The targets of links and pictures, in the order of their kinds."""
    prose = _CODE.sub("", _FENCED.sub("", source))
    return [*_LINK.findall(prose), *_DEFINED.findall(prose)]


def code_spans(source: str) -> list[str]:
    """Yield the code between backticks in the prose."""
    return [found[0].strip("`").strip() for found in _CODE.finditer(_FENCED.sub("", source))]


def anchors(source: str) -> set[str]:
    """The names that `#…` may have: small letters, hyphens for spaces, no punctuation, a number when repeated."""
    seen: Counter[str] = Counter()
    found: set[str] = set()
    for heading in _HEADING.findall(_FENCED.sub("", source)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found
