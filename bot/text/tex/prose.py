r"""Convert prose between commands: ties (`~`), stray braces and dollars, links, and macros such as `\ours`.

A token is a word, a run of white space, a command, a web address or one character (see `tokens`): `10~GB {\bf x}`
has `1`, `0`, `~`, `GB`, ` `, `{`, `\bf`, ` `, `x` and `}`. A tie is a space at which TeX breaks no line.
"""

from __future__ import annotations

import re

from bot.text.tex.unicode_symbols import INFIX, OWN_NOUNS

_SET_SIGNS = frozenset(",;:|\"'")  # within braces they mark a set or an object, not a group
_NUMBER_SIGNS = frozenset(",.<>")  # 2{,}000
_LOST_FONTS = frozenset({"bf", "em", "rm", "tt", "sc", "sf"})  # `{bf x}`; never `it`, which is a word
_TIED_AFTER = frozenset({".", ")", ",", "}"})
_TIED_BEFORE = frozenset({"(", "[", "\\", "$"})
_TIED_SIGNS = frozenset({"-", "–", "—", ";", ":", "]", ")"})  # methods~--~both, (MIRA;~)
_UNITS = frozenset("gmshMKB")  # of one letter: 10~m is 10 m, but 1~N is a range
_DETERMINER_REACH = 7  # tokens in which a determiner and one word stand, as in "our held-out"
_DETERMINED = re.compile(r"\b(?:[Oo]ur|[Tt]h(?:e|is)|an?|proposed)(?: [\w-]+)?$")
_NOUNS = frozenset(OWN_NOUNS.values())


def token_at(texts: list[str], index: int) -> str:
    """Return the token at an index; "" before the first and after the last."""
    return texts[index] if 0 <= index < len(texts) else ""


def sign_text(texts: list[str], index: int, last: str) -> str:
    """Convert a token that is no word; `last`: the last character written. A tie is a space.

    A dollar that is left over after a group goes, as in `https://x.y/{page}$.`
    """
    text = texts[index]
    if text == "~":
        return _tie(texts, index, last)
    is_stray = text == "$" and token_at(texts, index - 1) == "}" and not token_at(texts, index + 1).isalnum()
    return "" if is_stray else text


def stray_brace_text(texts: list[str], index: int) -> str:
    """Convert an unpaired brace: beside a word it is the rest of a group, and is dropped."""
    brace, before, after = texts[index], token_at(texts, index - 1), token_at(texts, index + 1)
    if not (after if brace == "{" else before).isalnum():
        return brace
    return " " if brace == "}" and len(before) > 1 and after.isalpha() else ""  # different}interpretations


def group_text(texts: list[str], index: int, close: int, content: str) -> str:
    """Convert a group: TeX's braces are dropped, an author's braces stay."""
    before, inner = token_at(texts, index - 1), texts[index + 1 : min(close, index + 3)]
    if not inner:
        return "" if before[:1] == "\\" else "{}"
    if close == index + 2 and not before.isspace() and inner[0] in INFIX:
        return INFIX[inner[0]]  # D{to}infty, 64{times}64
    if close == index + 2 and before.isdigit() and inner[0] in _NUMBER_SIGNS:
        return content
    if inner[0] in _LOST_FONTS and inner[-1].isspace():
        return content[len(inner[0]) :].lstrip()
    # {\em word} and {GPT} only group; {a, b} is a set
    only_groups = inner[0][0] == "\\" or inner[0].startswith("http") or _SET_SIGNS.isdisjoint(content)
    if not only_groups:
        return f"{{{content}}}"
    # introduces{a framework}: an author's macro without its backslash, or a lost space
    parted = len(before) > 1 and before.isalpha() and " " in content and content[0].isalnum()
    return f" {content}" if parted else content


def our_noun(noun: str, texts: list[str], index: int) -> str:
    r"""Return "our method" for a macro like `\ours` at `index`, or only the part that the text lacks."""
    last, farthest = index - 1, max(0, index - _DETERMINER_REACH)
    while last >= farthest and (texts[last].isspace() or texts[last] in {"{", "~"} or texts[last][0] == "\\"):
        last -= 1
    before = "".join(texts[max(0, last + 1 - _DETERMINER_REACH) : last + 1])
    if _DETERMINED.search(before):
        return noun
    following = token_at(texts, index + 2) if token_at(texts, index + 1).isspace() else ""
    begins = last < 0 or before[-1:] in {".", "!", "?"}
    return ("Our" if begins else "our") + ("" if following in _NOUNS else f" {noun}")


def link_text(url: str, label: str) -> str:
    r"""Return the text of `url{label}`, which is left of `\href{url}{label}` in some sources."""
    label = label.strip()
    if not label or "://" in label or "URL" in label or label.rstrip("/.") in url:
        return url
    return f"{label} ({url})"


def _tie(texts: list[str], index: int, last: str) -> str:
    """Convert `~`: a space if it ties words, nothing before a space, else the tilde of `~35%` and `1M~4M`."""
    before, after = token_at(texts, index - 1), token_at(texts, index + 1)
    if after.startswith("http"):
        return "" if last.isspace() else " "
    if after.isspace():
        return "" if before.isalpha() or before in _TIED_AFTER or before in _TIED_SIGNS else "~"
    if after in _TIED_SIGNS or before in _TIED_SIGNS:
        return "" if last in {" ", "("} or after in {")", ";"} else " "
    if before.isalpha() and len(before) == 1:  # a~word, but not x~y or 3B~70B
        tied = after.isalpha() and len(after) > 1 and not token_at(texts, index - 2)[-1:].isdigit()
    elif before.isdigit() and after.isalpha():  # 10~GB, but not 1~N or 2~L5
        tied = (len(after) > 1 or after in _UNITS) and not token_at(texts, index + 2)[:1].isdigit()
    elif before[:1] == "$":
        tied = after.isalpha()
    else:
        word = before.isalpha() or before[:1] == "\\" or before in _TIED_AFTER
        tied = word and (after[:1].isalnum() or after[:1] in _TIED_BEFORE)
    return " " if tied else "~"
