"""TeX reduced to words: what is set in type stays, signs part words, Greek letters are named."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TEX = re.compile(r"\\(?P<command>[A-Za-z]+)\*?|\\(?P<accent>['`^\"~=.])|\\(?P<other>.)|[{}$]")

# Commands whose name says nothing: what they set in type stays.
_SILENT_TABLE: str = """
text textbf textit texttt textrm textsf textsc textsl textnormal textup emph em it bf rm sf tt sc sl
underline overline mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr boldsymbol bm bold
pmb operatorname mbox hbox ensuremath mathop mathbin left right big bigg bigl bigr displaystyle
textstyle tilde hat bar vec dot ddot widehat widetilde check breve acute grave c v u H r k b d t url
href cite ref footnote label xspace protect limits nolimits textcolor color small large Large tiny
footnotesize normalsize section paragraph item begin end
"""
_SILENT = frozenset(_SILENT_TABLE.split())

# Commands for a relation, an operator or a sign: they part words as a sign does.
_SIGNS_TABLE: str = """
sim simeq approx leq le geq ge neq ne ll gg lesssim gtrsim equiv propto times cdot cdots ldots dots to
rightarrow leftarrow Rightarrow leftrightarrow mapsto longrightarrow uparrow downarrow pm mp in notin
subset subseteq cup cap setminus div ast star circ bullet oplus otimes odot mid parallel perp
forall exists nabla partial infty sum prod int frac tfrac dfrac sqrt quad qquad langle rangle lVert
rVert vert Vert lfloor rfloor lceil rceil prime dagger ddagger deg degree newline hspace vspace
xrightarrow over
"""
_SIGNS = frozenset(_SIGNS_TABLE.split())

_GREEK_NAMES: str = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu
nu xi omicron pi rho sigma tau upsilon phi chi psi omega
"""

_LETTERS = {
    "o": "o",
    "O": "o",
    "l": "l",
    "L": "l",
    "ss": "ss",
    "ae": "ae",
    "AE": "ae",
    "oe": "oe",
    "OE": "oe",
    "aa": "a",
    "AA": "a",
    "i": "i",
    "j": "j",
    "ell": "l",
    "hbar": "h",
    "dh": "d",
    "th": "th",
}
_SIGN = "="
TIMES = "\u00d7"

GREEK: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc"  # alpha to mu
            "\u03bd\u03be\u03bf\u03c0\u03c1\u03c3\u03c4\u03c5\u03c6\u03c7\u03c8\u03c9",  # nu to omega
            _GREEK_NAMES.split(),
            strict=True,
        )
    )
)


def has_tex(text: str) -> bool:
    """Whether there is anything to reduce."""
    return _TEX.search(text) is not None


def reduced(text: str) -> Iterator[tuple[str, int, int]]:
    r"""The text as (part, start, end), commands reduced: `z\sim1` to `z=1`, `Schr{\"o}dinger` to `Schrodinger`."""
    at = 0
    for match in _TEX.finditer(text):
        yield from ((text[plain], plain, plain + 1) for plain in range(at, match.start()))
        yield _word(match), match.start(), match.end()
        at = match.end()
    yield from ((text[plain], plain, plain + 1) for plain in range(at, len(text)))


def _word(match: re.Match[str]) -> str:
    command = match["command"]
    if command is None:
        return " " if match["other"] else ""
    if command in _SILENT:
        return ""
    if command in _LETTERS:
        return _LETTERS[command]
    if command == "times":
        return TIMES
    if command in _SIGNS:
        return _SIGN
    name = command.removeprefix("var")
    # `\pi_0` and `\pi 0` are one name in two parts
    return f"{name}_" if name.lower() in _GREEK_NAMES.split() else command
