"""Split TeX into tokens, and find the partners of braces and the ends of formulas.

Call `repair_source` first: it undoes the damage of web pages and databases.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, starmap

_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#[xX][\dA-Fa-f]{1,5});")
_TORN_DOLLAR = re.compile(r"(?<![^\s(])\\(?=\d)(?!\d+\))")  # \0.1 for \$0.1, but not the \3) of a list
_TOKEN = re.compile(
    r"https?://[^\s{}$\\<>]+ | \\[A-Za-z]+(?:\*(?=\{))? | \\. | \$\$? | [A-Za-z]+ | \s+ | .",
    re.VERBOSE | re.DOTALL,
)
_MAX_FORMULA_LENGTH = 1000  # characters in one formula; between brackets, tokens
_MATHS_SIGN = re.compile(r"[\\^_{}=<>+|]")
_RELATIONS = frozenset("<>=+-")
_WORD = re.compile(r"[A-Za-z]{3}")


def repair_source(text: str) -> str:
    r"""Return the text with characters for HTML entities, and with lost dollars restored: `\$0.1` for `\0.1`."""
    text = _ENTITY.sub(lambda match: html.unescape(match.group()).replace("\xa0", " "), text)
    return _TORN_DOLLAR.sub(r"\\$", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class TexTokens:
    """`texts` in order; `closers` and `formulas` map the index of an opening token to that of its closing one."""

    texts: list[str]
    closers: dict[int, int]
    formulas: dict[int, int]


def tokenize(text: str) -> TexTokens:
    """Split a text into tokens; unpaired braces and dollars are in neither map."""
    texts = _TOKEN.findall(text)
    if "$$" in text:
        texts = _with_split_dollars(texts)
    return TexTokens(texts=texts, closers=_braces(texts), formulas=_dollars(texts) | _brackets(texts))


def _with_split_dollars(texts: list[str]) -> list[str]:
    """Return the tokens with `$$` as two if it ends one formula and starts the next: `$a$$b$`."""
    dollars = [index for index, text in enumerate(texts) if text[0] == "$"]
    split: set[int] = set()
    run: list[int] = []  # a $, and each $$ since
    for index in dollars:
        if texts[index] == "$$":
            run += [index] if run else []
            continue
        # True if each $$ since the last $ ends a formula and starts one.
        whole = len(run) > 1 and all(starmap(partial(_is_formula, texts), pairwise([*run, index])))
        paired = whole or (len(run) == 1 and _is_formula(texts, run[0], index))
        split.update(run[1:] if whole else ())
        run = [] if paired else [index]
    return [part for index, text in enumerate(texts) for part in ("$$" if index in split else (text,))]


def _braces(texts: list[str]) -> dict[int, int]:
    closers: dict[int, int] = {}
    opened: list[int] = []
    for index, text in enumerate(texts):
        if text == "{":
            opened.append(index)
        elif text == "}" and opened:
            closers[opened.pop()] = index
    return closers


def _brackets(texts: list[str]) -> dict[int, int]:
    r"""Find `\(…\)` and `\[…\]`."""
    formulas: dict[int, int] = {}
    opened: dict[str, int] = {}
    for index, text in enumerate(texts):
        if text in {r"\(", r"\["}:
            opened.setdefault(text, index)
        elif text in {r"\)", r"\]"}:
            start = opened.pop(r"\(" if text == r"\)" else r"\[", None)
            if start is not None and index - start <= _MAX_FORMULA_LENGTH:
                formulas[start] = index
    return formulas


def _dollars(texts: list[str]) -> dict[int, int]:
    r"""Find `$…$` and `$$…$$` with mathematics inside; an amount of money opens nothing.

    A formula can contain another one, in text: `$\approx \text{$33$ million}$`.
    """
    formulas: dict[int, int] = {}
    dollars = [index for index, text in enumerate(texts) if text[0] == "$"]
    last_end = -1
    for nth, start in enumerate(dollars):
        nested = [*dollars[nth + 1 : nth + 3]]
        for end in dollars[nth + 1 : nth + 4 : 2]:  # the next dollar, or the third: then two are nested
            inner = texts[start + 1 : nested[0]] if nested else []
            if end not in nested and inner.count("{") <= inner.count("}"):
                break  # they are not within braces
            if start > last_end and texts[start] == texts[end] and _is_formula(texts, start, end):
                formulas[start] = last_end = end
                if end not in nested:
                    formulas[nested[0]] = nested[1]
                break
    return formulas


def _is_formula(texts: list[str], start: int, end: int) -> bool:
    inner = texts[start + 1 : end]
    after = texts[end + 1][0] if end + 1 < len(texts) else ""
    return inner.count("{") == inner.count("}") and _is_mathematics("".join(inner), after)


def _is_mathematics(raw: str, after: str) -> bool:
    r"""Apply Pandoc's rule (no space at its ends, no digit after the dollars), with exceptions such as `$\sim$5`.

    https://pandoc.org/MANUAL.html#extension-tex_math_dollars
    """
    if not raw.strip() or len(raw) > _MAX_FORMULA_LENGTH:
        return False
    if after.isdigit() and "\\" not in raw:
        return raw in _RELATIONS  # $>$90
    if raw[0].isspace() or raw[-1].isspace():
        return "\\" in raw or (not raw.lstrip()[0].isdigit() and any(sign in raw for sign in "^_="))
    if _MATHS_SIGN.search(raw):
        return "\\" in raw or not (raw[0].isdigit() and " " in raw and _WORD.search(raw))
    return raw == "/" or (
        raw[-1] not in "/,;:(" and not (" " in raw and _WORD.search(raw)) and not (" " in raw and raw[0].isdigit())
    )
