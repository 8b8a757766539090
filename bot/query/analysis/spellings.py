"""British and American spellings as one: the American one.

By rule, as new words are made every day (`tokenise`, `vectoriser`), with the exceptions that reading every joined
pair of the recorded abstracts brought up (docs/adr/0009-spellings-as-one.md). A rule may turn a word into what is
none (`promise` would do no harm as `promize`), but never into another word: `prise` and `prize`, `prologue` and
Prolog, `timbre` and timber stay two. Names of models and programs are words too: no rule for `spectre` (SPECTER),
`mitre` (MITRE), `reflexion` (Reflexion), `cypher` (Cypher), `distil` (DistilBERT).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.tables import pair_table, tables

if TYPE_CHECKING:
    from collections.abc import Iterable


_WORDS = pair_table(__name__, "words")
_PARTS = pair_table(__name__, "parts")
_DOUBLING = "|".join(tables(__name__)["doubling"].split())
_DOUBLED = re.compile(rf"(?:{_DOUBLING})l(?=(?:ed|ing|er|or|able)$)")

# `optimise`, `optimisation`, `optimisable`. A consonant stands before: `noise`, `raise`, `disguise` have a vowel.
_ISE = re.compile(
    r"([a-z0-9]+[bcdfghjklmnpqrstvwxz])is(e|ed|er|ing|ation|ational|ationally|able|ability)", re.ASCII
)
_SHORTEST_STEM = 3  # `rise`, `arise`, `wise`, `prise`, `disable`
# What comes before it in words that all spell so: whole stems, and how stems end (`unsupervised`, `compromise`).
_NEVER_IZE = frozenset({"cer", "chem", "dem", "den", "highr", "lowr", "mort", "sunr", "val"})
_NEVER_IZE_ENDS = (
    *("advert", "c", "chast", "desp", "expert", "franch", "merchand", "parad"),
    *("pr", "prem", "prom", "surm", "treat", "v", "w"),
)
_IZE_ENDS = ("ic", "tiv", "siv")  # of those after all: `publicise`, `collectivise`

_OTHERS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (  # each begins with letters, so that other words are passed quickly
        (r"aem(?=i[ac]$)", "em"),  # septicaemia, glycaemic
        (r"oes(?=oph|troge|tradi)(?:(?<=^oes)|(?<=ooes)|(?<=antioes))", "es"),  # Americans have gastr-o-esophageal
        (r"practis(?=(?:e|ed|er|ing)$)", "practic"),
        (r"lys(?=(?:e|ed|er|ing|able|ability)$)(?<=[a-z]{2}lys)", "lyz"),  # `analyse`; but cells are `lysed`
        (r"re$(?:(?<=metre)|(?<=^litre)|(?<=millilitre)|(?<=microlitre))", "er"),
    )
)
_BEGINNINGS = {"grey": "gray", "enquir": "inquir", "chequer": "checker", "despatch": "dispatch", "faec": "fec"}
_BEGINNING = re.compile("|".join(_BEGINNINGS))


# The same for beginnings of words.
_DOUBLED_BEGINNING = re.compile(rf"([a-z]*(?:{_DOUBLING}))(l?)((?:[eio].*)?)")
_ISE_BEGINNING = re.compile(
    r"(?P<stem>[a-z]+(?:[bcdfghjklmnpqrstvwxz](?=i)|l(?=y)))(?P<vowel>[iy])(?P<sign>[sz])"
    r"(?P<rest>|e[drs]*|in?g?s?|a(?:t(?:i(?:on?.*)?)?)?|ab(?:[li].*)?)"
)


def american(word: str) -> str:
    """The American spelling of a casefolded word in the singular; itself where there is no other."""
    if word in _WORDS:
        return _WORDS[word]
    if _PART.search(word):
        word = _PART.sub(lambda match: _PARTS[match[0]], word)
    if _BEGINNING.match(word):
        word = _BEGINNING.sub(lambda match: _BEGINNINGS[match[0]], word, count=1)
    if "ll" in word:
        word = _DOUBLED.sub(lambda match: match[0][:-1], word)
    for pattern, replacement in _OTHERS:
        word = pattern.sub(replacement, word)
    ise = _ISE.fullmatch(word)
    return f"{ise[1]}iz{ise[2]}" if ise and _takes_ize(ise[1]) else word


def _takes_ize(stem: str) -> bool:
    if len(stem) < _SHORTEST_STEM or stem in _NEVER_IZE:
        return False
    return not stem.endswith(_NEVER_IZE_ENDS) or stem.endswith(_IZE_ENDS)


def other_beginnings(stem: str) -> tuple[str, ...]:
    """How words that begin so may begin when they are spelled otherwise: `colou` as `color`, and the reverse."""
    found = [
        *(stem.replace(british, usual) for british, usual in _PARTS.items() if british in stem),
        *(stem.replace(usual, british) for british, usual in _PARTS.items() if usual in stem),
        *(
            stem[: 1 - len(part)] + _PARTS[part]
            for part in _PARTS
            if part.endswith("our") and stem.endswith(part[:-1])
        ),
        *(usual + stem[len(british) :] for british, usual in _BEGINNINGS.items() if stem.startswith(british)),
        *(british + stem[len(usual) :] for british, usual in _BEGINNINGS.items() if stem.startswith(usual)),
        *_with_one_l_or_two(stem),
        *_with_s_or_z(stem),
    ]
    return tuple(dict.fromkeys(other for other in found if not other.startswith(stem)))


def _with_one_l_or_two(stem: str) -> list[str]:
    """`modell` as `modele` and `modeli`, which leaves models out; `modelli` as `modeli`, and the reverse."""
    begun = _DOUBLED_BEGINNING.fullmatch(stem)
    if begun is None:
        return []
    word, after, rest = begun.groups()
    if not rest:
        return [word + ending for ending in "eio"] if after else []
    return [word + ("" if after else "l") + rest]


def _with_s_or_z(stem: str) -> list[str]:
    """`optimis` as `optimiz`; `optimiz` as `optimise`, `optimisa` and `optimisin`, which leaves optimists out."""
    begun = _ISE_BEGINNING.fullmatch(stem)
    if begun is None or not (begun["vowel"] == "y" or _takes_ize(begun["stem"])):
        return []
    start, rest = begun["stem"] + begun["vowel"], begun["rest"]
    if begun["sign"] == "s":
        return [f"{start}z{rest}"]
    if len(rest) > 1:
        return [f"{start}s{rest}"]
    endings = ("e", "a", "in") if begun["vowel"] == "i" else ("ed", "er", "a", "in")  # without the noun `analyses`
    return [f"{start}s{ending}" for ending in endings if ending.startswith(rest)]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest of the words that stands somewhere; by first letters, which lets most places be passed."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word[1:])
    return re.compile("|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in by_first.items()))


_PART = _any_of(_PARTS)
