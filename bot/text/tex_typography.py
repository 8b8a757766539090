"""Quotes and dashes as TeX's authors type them."""

from __future__ import annotations

import re

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![\w`])``(?=[^\s`])"), "“"),
    (re.compile(r"(?<![\w'])''(?=\w)"), "“"),
    (re.compile(r"(“[^“”\"]{1,300}?)(?:''|``|(?<=\S)\"(?![\w“]))"), r"\1”"),
    (re.compile(r"(?<=[^\s\d'])''(?!')"), "”"),
    (re.compile(r"(?<![\w`])`([^`'\n]{1,80})'(?![\w'])"), r"‘\1’"),
    (re.compile(r"(?<!-)---(?!-)"), "—"),
    (re.compile(r"(?:(?<=[\w)\].,%”’}+])--(?=[\s\w(\[“‘$]|$)|(?<=\s)--(?=\s))"), "–"),  # not --flag
)


def typeset(text: str) -> str:
    """The text with curly quotes for ``…'' and dashes for -- and ---; apostrophes and straight quotes stay."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
