"""Names of people: in either order, with initials, and with ae, oe and ue for umlauts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from bot.query.analysis.document import TEXT_SEPARATOR, term_keys
from bot.query.analysis.requirements import AnyOf, ways_to_write

if TYPE_CHECKING:
    from collections.abc import Iterator

_UMLAUTS_WITH_E = str.maketrans(
    {"ä": "ae", "ö": "oe", "ø": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ø": "Oe", "Ü": "Ue"}
)
# They begin a surname, which is also used without them: Ludwig van Beethoven
_PARTICLES = frozenset(
    {
        *("al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la"),
        *("le", "ten", "ter", "van", "von", "zu"),
    }
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})  # not compared
_LETTERS = re.compile(r"[^\W\d_]+")
_JOINED_INITIALS = re.compile("[A-Z]{2,3}")
_INITIALS_SEPARATOR = "0"  # between initials and surname in a key, as no name has it: A. Li is not Ali


def forms_of_name(name: str) -> AnyOf:
    """Return all forms that match a typed name: `Lovelace Ada` in any order, `A. Lovelace` by its initials."""
    return reduce(AnyOf.union, (form for spelling in _spellings(name) for form in _forms_in_any_order(spelling)))


def has_initials(forms: AnyOf) -> bool:
    """True for the forms of a name with initials, which may fit several people."""
    return any(_INITIALS_SEPARATOR in key for key in forms.keys)


def with_other_forms(name: str) -> str:
    """Return an author's name as a text with the other forms that find it, each a clause of its own."""
    return TEXT_SEPARATOR.join((name, *_other_forms(name)))


@lru_cache(maxsize=8192)
def _other_forms(name: str) -> tuple[str, ...]:
    """Return `Bernhard Schoelkopf` for Bernhard Schölkopf, and the keys of both with initials."""
    spelled = _spellings(name)
    return (*spelled[1:], *dict.fromkeys(key for spelling in spelled for key in _with_initials(spelling)))


def _spellings(name: str) -> tuple[str, ...]:
    """Return the name, and with ae, oe and ue if it has umlauts."""
    if name.isascii():
        return (name,)
    return tuple(dict.fromkeys((name, unicodedata.normalize("NFC", name).translate(_UMLAUTS_WITH_E))))


def _with_initials(name: str) -> Iterator[str]:
    """Yield `A0Lovelace` and `AK0Lovelace` for Ada King Lovelace: the first initial, and all.

    For Ada van Berg with the surname `vanBerg`, and with `Berg`.
    """
    words = [word for word in name.split() if word.strip(".").lower() not in _SUFFIXES]
    last = max(len(words) - 1, 0)
    particle = next((at for at, word in enumerate(words) if at and word.lower() in _PARTICLES), last)
    for at in (particle, last):
        initials = [part[0] for part in _LETTERS.findall(" ".join(words[:at]))]
        surname = "".join(_LETTERS.findall(" ".join(words[at:])))
        if initials:
            yield f"{initials[0]}{_INITIALS_SEPARATOR}{surname}"
            yield f"{''.join(initials)}{_INITIALS_SEPARATOR}{surname}"


def _forms_in_any_order(name: str) -> Iterator[AnyOf]:
    """Yield the forms of a name with the surname last or first, and with initials on either side."""
    words = term_keys(name, people=True)
    if len(words) > 2 and words[-1] in _SUFFIXES:  # noqa: PLR2004 - a first name and a surname before it
        words = words[:-1]
    for order in dict.fromkeys((words, (*words[1:], *words[:1]), (*words[-1:], *words[:-1]))):
        yield ways_to_write(order)
    chunks = name.split() if not name.isupper() else [""]  # in capitals, the LI of `LI WEI` is no initials
    if count := _count_initials(words, chunks[0]):
        yield _initials_and_surname(words[:count], words[count:])
    if count := _count_initials(words[::-1], chunks[-1]):
        yield _initials_and_surname(words[-count:], words[:-count])


def _count_initials(words: tuple[str, ...], first_chunk: str) -> int:
    """Count the words at the beginning that are initials: `Y.`, `T.Y.`, or joined as in `TY`."""
    count = next((at for at, word in enumerate(words) if len(word) > 1), 0)
    return count or int(len(words) > 1 and _JOINED_INITIALS.fullmatch(first_chunk) is not None)


def _initials_and_surname(initials: tuple[str, ...], surname: tuple[str, ...]) -> AnyOf:
    return AnyOf(frozenset({f"{''.join(initials)}{_INITIALS_SEPARATOR}{''.join(surname)}"}))
