"""From raw characters to the characters that are compared, with the way back to the raw offsets.

NFKC, casefold, accents folded for Latin letters, invisible characters dropped, TeX reduced to words, addresses
dropped. Everything works on one chunk (text between white space), so that it can be remembered per chunk.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)\S*"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])(?:[\w-]+\.)+(?:com|org|net|edu|gov|io|co|ai|dev|app|me|ac\.uk)(?:/\S*|(?<=\.com|\.org|\.edu))"
    r"(?![\w-])",
    re.IGNORECASE,
)
_TEX = re.compile(r"\\(?P<command>[A-Za-z]+)\*?|\\(?P<accent>['`^\"~=.])|\\(?P<other>.)|[{}$]")

# Commands whose name says nothing: what they set in type stays.
_SILENT = frozenset(
    "text textbf textit texttt textrm textsf textsc textsl textnormal textup emph em it bf rm sf tt sc sl underline "
    "overline mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr boldsymbol bm bold pmb "
    "operatorname mbox hbox ensuremath mathop mathbin left right big bigg bigl bigr displaystyle textstyle "
    "tilde hat bar vec dot ddot widehat widetilde check breve acute grave "
    "c v u H r k b d t url href cite ref footnote label xspace protect limits nolimits "
    "textcolor color small large Large tiny footnotesize normalsize section paragraph item begin end".split()
)
# Commands for a relation, an operator or a sign: they part words as a sign does.
_SIGNS = frozenset(
    "sim simeq approx leq le geq ge neq ne ll gg lesssim gtrsim equiv propto times cdot cdots ldots dots to "
    "rightarrow leftarrow Rightarrow leftrightarrow mapsto longrightarrow uparrow downarrow pm mp in notin subset "
    "subseteq cup cap setminus times div ast star circ bullet oplus otimes odot mid parallel perp forall exists "
    "nabla partial infty sum prod int frac tfrac dfrac sqrt quad qquad langle rangle lVert rVert vert Vert "
    "lfloor rfloor lceil rceil prime dagger ddagger deg degree newline hspace vspace xrightarrow over".split()
)
_LETTERS = {"o": "o", "O": "o", "l": "l", "L": "l", "ss": "ss", "ae": "ae", "AE": "ae", "oe": "oe", "OE": "oe"}
_LETTERS |= {"aa": "a", "AA": "a", "i": "i", "j": "j", "ell": "l", "hbar": "h", "dh": "d", "th": "th"}
_PLAIN = {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t"}
_GREEK = {
    letter: name
    for letter, name in zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon "
        "phi chi psi omega".split(),
        strict=True,
    )
}
# A character with what combines with it: marks, and the conjoining letters of Hangul.
_CLUSTER = re.compile(
    r".[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u1160-\u11ff\u3099\u309a]*", re.DOTALL
)


class Clean(NamedTuple):
    """Characters to compare, and for each the raw place (start, end) from which it came."""

    text: str
    places: list[tuple[int, int]]


def without_url(chunk: str) -> str:
    """The chunk with the characters of addresses blanked, length kept; closing punctuation stays."""
    if "." not in chunk and "://" not in chunk:
        return chunk

    def blank(match: re.Match[str]) -> str:
        address = match[0]
        kept = len(address) - len(address.rstrip(".,;:!?)]}\"'"))
        return " " * (len(address) - kept) + address[len(address) - kept :]

    return _URL.sub(blank, chunk)


def clean(chunk: str) -> Clean:
    """Reduce one chunk of raw text to the characters that are compared."""
    chunk = without_url(chunk)
    if chunk.isascii():
        folded = Clean(chunk, [(at, at + 1) for at in range(len(chunk))])
    else:
        folded = _spell((_fold_cluster(match[0]), match.span()) for match in _CLUSTER.finditer(chunk))
    if _TEX.search(folded.text):
        folded = _without_tex(folded)
    return _spell((char.casefold(), place) for char, place in zip(folded.text, folded.places, strict=True))


def _spell(parts: Iterable[tuple[str, tuple[int, int]]]) -> Clean:
    """Pieces of text put together, every character of a piece with the place of that piece."""
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for part, place in parts:
        text.append(part)
        places.extend([place] * len(part))
    return Clean("".join(text), places)


def _fold_cluster(cluster: str) -> str:
    if cluster.isascii():
        return cluster
    composed = unicodedata.normalize("NFKC", cluster)
    parts = unicodedata.normalize("NFD", composed)
    base = parts[:1]
    if "LATIN" in unicodedata.name(base, "") or "GREEK" in unicodedata.name(base, ""):
        composed = "".join(char for char in parts if not unicodedata.combining(char))
    composed = "".join(char for char in composed if unicodedata.category(char) not in {"Cf", "Cc"})
    if composed.isascii():
        return composed
    return "".join(_letter(char) for char in composed)


def _letter(char: str) -> str:
    """Plain letters for Latin ones without a decomposition, names for Greek ones (`π0` is `pi0`)."""
    low = char.casefold()
    if low in _PLAIN:
        return _PLAIN[low]
    return _GREEK.get(low, char)


def _without_tex(cleaned: Clean) -> Clean:
    """Commands reduced to words: `z\\sim1` to `z∼1`, `Schr{\\"o}dinger` to `schrodinger`."""
    return _spell(_tex_parts(cleaned))


def _tex_parts(cleaned: Clean) -> Iterator[tuple[str, tuple[int, int]]]:
    at = 0
    for match in _TEX.finditer(cleaned.text):
        yield from zip(cleaned.text[at : match.start()], cleaned.places[at : match.start()], strict=True)
        at = match.end()
        yield _tex_word(match), (cleaned.places[match.start()][0], cleaned.places[at - 1][1])
    yield from zip(cleaned.text[at:], cleaned.places[at:], strict=True)


def _tex_word(match: re.Match[str]) -> str:
    command = match["command"]
    if command is None:
        return " " if match["other"] else ""
    if command in _SILENT:
        return ""
    if command in _LETTERS:
        return _LETTERS[command]
    if command in _SIGNS:
        return "∼"
    name = command.removeprefix("var")
    # `\pi_0` and `\pi 0` are one name in two parts
    return f"{name}_" if name.lower() in _GREEK.values() else command
