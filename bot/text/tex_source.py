r"""What is put right before TeX is read: HTML entities, display environments, accents and dollars torn apart."""

from __future__ import annotations

import html
import re

_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#[xX][\dA-Fa-f]{1,5});")
_DISPLAY = re.compile(r"\\(begin|end)\{(?:equation|align|gather|multline|eqnarray|displaymath|math)\*?\}")
_TORN_ACCENT = re.compile(r"""\{(\\["'`^~=.])\}(?=[A-Za-z])""")  # T{\"}ulu for T{\"u}lu
_TORN_DOLLAR = re.compile(r"(?<![^\s(])\\(?=\d)(?!\d+\))")  # \0.1 for \$0.1, but not the \3) of a list
_HINTS = frozenset("\\&")


def mended(text: str) -> str:
    r"""The text with entities as characters, `\begin{align}` as `\[`, and such pieces joined again."""
    if _HINTS.isdisjoint(text):
        return text
    text = _ENTITY.sub(lambda match: html.unescape(match.group()).replace("\xa0", " "), text)
    text = _DISPLAY.sub(lambda match: r"\[" if match[1] == "begin" else r"\]", text)
    return _TORN_DOLLAR.sub(r"\\$", _TORN_ACCENT.sub(r"\1", text))
