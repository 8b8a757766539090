"""Keys by which words are compared: plurals as singulars, British spellings as American ones.

Spelling follows rules, as new words are made every day (`tokenise`, `vectoriser`). The exceptions come from a
review of every pair that the rules joined in recorded abstracts (docs/adr/0009-spellings-as-one.md). A rule can
turn a word into a non-word (`promise` into `promize` would be harmless), but never into another word: `prise` and
`prize`, `prologue` and Prolog, `timbre` and timber stay different. Names of models and programs count as words, so
there is no rule for `spectre` (SPECTER), `mitre` (MITRE), `reflexion` (Reflexion), `cypher` (Cypher), `distil`
(DistilBERT).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from bot.query.analysis.phrases import FUNCTION_WORDS
from bot.query.analysis.tables import pair_table, word_table

# `optimise`, `optimisation`, `optimisable`. A consonant is before -ise: `noise`, `raise`, `disguise` have a vowel.
_ISE = re.compile(
    r"([a-z0-9]+[bcdfghjklmnpqrstvwxz])is(e|ed|er|ing|ation|ational|ationally|able|ability)", re.ASCII
)
_SHORTEST_STEM = 3  # letters before -ise; too few in `rise`, `arise`, `wise`, `prise`, `disable`
# Before -ise in words that have no -ize form: whole stems, and ends of stems (`unsupervised`, `compromise`).
_NEVER_IZE = frozenset({"cer", "chem", "dem", "den", "highr", "lowr", "mort", "sunr", "val"})
_NEVER_IZE_ENDS = (
    *("advert", "c", "chast", "desp", "expert", "franch", "merchand", "parad"),
    *("pr", "prem", "prom", "surm", "treat", "v", "w"),
)
_IZE_ENDS = ("ic", "tiv", "siv")  # exceptions to `_NEVER_IZE_ENDS`: `publicise`, `collectivise`

_SUBSTITUTIONS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (  # each starts with letters, so that other words fail quickly
        (r"aem(?=i[ac]$)", "em"),  # septicaemia, glycaemic
        (r"oes(?=oph|troge|tradi)(?:(?<=^oes)|(?<=ooes)|(?<=antioes))", "es"),  # Americans have gastr-o-esophageal
        (r"practis(?=(?:e|ed|er|ing)$)", "practic"),
        (r"lys(?=(?:e|ed|er|ing|able|ability)$)(?<=[a-z]{2}lys)", "lyz"),  # `analyse`; but cells are `lysed`
        (r"re$(?:(?<=metre)|(?<=^litre)|(?<=millilitre)|(?<=microlitre))", "er"),
    )
)
_BEGINNINGS = {"grey": "gray", "enquir": "inquir", "chequer": "checker", "despatch": "dispatch", "faec": "fec"}
_BEGINNING = re.compile("|".join(_BEGINNINGS))
# As `_ISE`, for beginnings of words.
_ISE_BEGINNING = re.compile(
    r"(?P<stem>[a-z]+(?:[bcdfghjklmnpqrstvwxz](?=i)|l(?=y)))(?P<vowel>[iy])(?P<sign>[sz])"
    r"(?P<rest>|e[drs]*|in?g?s?|a(?:t(?:i(?:on?.*)?)?)?|ab(?:[li].*)?)"
)
BREAK = "\n"  # key between sentences and clauses: no phrase spans it
GUARD = "_"  # last character of the key of a word that must not form another word with its neighbour: `is land`
_MAX_SYMBOL_LENGTH = 2  # letters, such as the O of O(1)

_SOFT_E = re.compile(r"(?:ch|sh|ss|[xz])e$")  # no rule separates `caches` from `boxes`: both lose the e


class _Patterns(NamedTuple):
    """Patterns from the tables: `part` finds `colour`, `doubled` `modelled`, `doubled_beginning` its prefixes."""

    part: re.Pattern[str]
    doubled: re.Pattern[str]
    doubled_beginning: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    by_first: dict[str, list[str]] = {}  # by first letter, so that the pattern fails quickly
    for word in sorted(pair_table("spelling_parts"), key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word[1:])
    doubling = "|".join(word_table("doubled_l"))
    return _Patterns(
        re.compile("|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in by_first.items())),
        re.compile(rf"(?:{doubling})l(?=(?:ed|ing|er|or|able)$)"),
        re.compile(rf"([a-z]*(?:{doubling}))(l?)((?:[eio].*)?)"),
    )


def american(word: str) -> str:
    """Return the American spelling of a casefolded singular; the word itself if it has no other."""
    if known := pair_table("spellings").get(word):
        return known
    patterns, parts = _patterns(), pair_table("spelling_parts")
    word = patterns.part.sub(lambda match: parts[match[0]], word)
    if _BEGINNING.match(word):
        word = _BEGINNING.sub(lambda match: _BEGINNINGS[match[0]], word, count=1)
    if "ll" in word:
        word = patterns.doubled.sub(lambda match: match[0][:-1], word)
    for pattern, replacement in _SUBSTITUTIONS:
        word = pattern.sub(replacement, word)
    ise = _ISE.fullmatch(word)
    return f"{ise[1]}iz{ise[2]}" if ise and _takes_ize(ise[1]) else word


def _takes_ize(stem: str) -> bool:
    """True if Americans write -ize after what is before -ise in a word: `optim`."""
    if len(stem) < _SHORTEST_STEM or stem in _NEVER_IZE:
        return False
    return not stem.endswith(_NEVER_IZE_ENDS) or stem.endswith(_IZE_ENDS)


def other_beginnings(prefix: str) -> tuple[str, ...]:
    """Return a prefix of words in other spellings: `colou` as `color`, and the reverse."""
    found = [*_with_one_l_or_two(prefix), *_with_s_or_z(prefix)]
    for british, usual in pair_table("spelling_parts").items():
        if british in prefix:
            found.append(prefix.replace(british, usual))
        if usual in prefix:
            found.append(prefix.replace(usual, british))
        if british.endswith("our") and prefix.endswith(british[:-1]):
            found.append(prefix[: 1 - len(british)] + usual)
    for british, usual in _BEGINNINGS.items():
        for one, other in ((british, usual), (usual, british)):
            if prefix.startswith(one):
                found.append(other + prefix[len(one) :])
    return tuple(dict.fromkeys(other for other in found if not other.startswith(prefix)))


def _with_one_l_or_two(prefix: str) -> list[str]:
    """Return `modele`, `modeli`, `modelo` for `modell` (not `model`: models); `modeli` for `modelli`, and back."""
    found = _patterns().doubled_beginning.fullmatch(prefix)
    if found is None:
        return []
    word, second_l, rest = found.groups()
    if not rest:
        return [word + ending for ending in "eio"] if second_l else []
    return [word + ("" if second_l else "l") + rest]


def _with_s_or_z(prefix: str) -> list[str]:
    """Return `optimiz` for `optimis`; for `optimiz` `optimise`, `optimisa`, `optimisin` (not optimists)."""
    found = _ISE_BEGINNING.fullmatch(prefix)
    if found is None or not (found["vowel"] == "y" or _takes_ize(found["stem"])):
        return []
    start, rest = found["stem"] + found["vowel"], found["rest"]
    if found["sign"] == "s":
        return [f"{start}z{rest}"]
    if len(rest) > 1:
        return [f"{start}s{rest}"]
    endings = ("e", "a", "in") if found["vowel"] == "i" else ("ed", "er", "a", "in")  # without the noun `analyses`
    return [f"{start}s{ending}" for ending in endings if ending.startswith(rest)]


def word_key(spelling: str) -> str:
    """Return the key of a word outside of compounds."""
    return spelling + GUARD if spelling in FUNCTION_WORDS else _plain_key(spelling)


def part_key(spelling: str) -> str:
    """Return the key of a part of a compound."""
    return spelling if spelling in FUNCTION_WORDS else _plain_key(spelling)


def unguarded(key: str) -> str:
    """Return a key without its guard."""
    return key.removesuffix(GUARD)


def guarded(key: str) -> str:
    """Return the key of a word before a bracket: O(1) is not the model o1."""
    return key + GUARD if key not in FUNCTION_WORDS and may_be_guarded(key) else key


def may_be_guarded(word: str) -> bool:
    """True if the key of a word can have a guard."""
    return word in FUNCTION_WORDS or (len(word) <= _MAX_SYMBOL_LENGTH and word.isascii() and word.isalpha())


@lru_cache(maxsize=8192)  # 1 MB
def _plain_key(word: str) -> str:
    """Return the common key of a casefolded word, its plural and its other spelling."""
    word = american(singular(word))
    # What `singular` leaves of `studies`
    if word.endswith("ie") and len(word) > 3:  # noqa: PLR2004 - `lie` and `tie` keep their shape
        return word[:-2] + "y"
    if len(word) > 3 and _SOFT_E.search(word):  # noqa: PLR2004 - `axe` must not meet `ax`
        return word[:-1]
    return word


def singular(word: str) -> str:
    """Return a casefolded word without a plural's -s; some keep an e too many, as boxes does."""
    word = pair_table("plurals").get(word, word)
    if word.endswith("lyses"):  # reanalyses
        return word[:-2] + "is"
    if len(word) < 3 or word[-1] != "s" or word[-2] == "s" or word in word_table("singulars"):  # noqa: PLR2004 - as above
        return word  # loss, is, gps
    return word if word[:-1].isdigit() else word[:-1]  # 1990s
