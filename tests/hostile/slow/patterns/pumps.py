"""Strings that can make a regular expression slow, built from its own parts."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any, Final, TypeAlias

_parser: Any = getattr(re, "_parser")  # noqa: B009 - how `re` itself reads a pattern; nothing public tells
_compiler: Any = getattr(re, "_compiler")  # noqa: B009 - likewise

# One of each kind that patterns tell apart.
_POOL: Final = (
    " \t\0a0A\n.,;:-_+/\\<>&(){}[]\"'`*|^$=#@!?%~\N{LATIN SMALL LETTER E WITH ACUTE}\N{CJK UNIFIED IDEOGRAPH-4E2D}"
)
_PAIRS: Final = (
    "a ",
    "a.",
    "a,",
    "a-",
    "A ",
    "A.",
    "0,",
    "0.",
    "a\n",
    " \n",
    "<a",
    "&a;",
    "(a",
    "a)",
    "$a",
    "\\a",
)
_ENDS: Final = "\0 a;\n"
_REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_MANY: Final = 6  # a repeat of fewer is no loop
_SAMPLES: Final = 3  # of each part
_WORDS: Final = 8  # of a long choice
_MOST: Final = 120  # attacks on one pattern; which of more, is drawn


_Loop: TypeAlias = "tuple[tuple[str, ...], list[str], tuple[str, ...]]"


@dataclass(frozen=True)
class Attack:
    """A text that repeats `pump` between a prefix and a suffix that fails."""

    prefix: str
    pump: str
    suffix: str

    def of(self, length: int) -> str:
        """Return the text with about this many characters."""
        return f"{self.prefix}{self.pump * (length // len(self.pump))}{self.suffix}"


def attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """Yield attacks for each loop of a pattern and for repeated searches, always the same ones."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    parsed = _parser.parse(text, pattern.flags & ~re.UNICODE)
    loops = dict.fromkeys(
        Attack(prefix, pump, suffix)
        for before, pumps, suffixes in _loops(_Tree(parsed), list(parsed), ("",))
        for prefix, pump, suffix in product(dict.fromkeys(before), pumps, suffixes)
    )
    begun = (Attack("", pump, "\0") for pump in dict.fromkeys(_beginnings(_Tree(parsed), list(parsed))) if pump)
    plain = (Attack("", pump, "\0") for pump in (*_POOL, *_PAIRS))
    rng = random.Random(text)
    kept = [*loops] if len(loops) <= _MOST else rng.sample([*loops], _MOST)
    return [*dict.fromkeys(chain(kept, begun, plain))]


class _Tree:
    """The parts of a pattern, compiled on demand."""

    def __init__(self, parsed: Any):
        self._parsed = parsed
        self._known: dict[str, list[str]] = {}

    def chars(self, items: Sequence[Any]) -> list[str]:
        """Return the characters of the pool that parts match on their own."""
        key = str(items)
        if key not in self._known:
            self._known[key] = self._chars(items)
        return self._known[key]

    def _chars(self, items: Sequence[Any]) -> list[str]:
        if len(items) == 1 and str(items[0][0]) == "LITERAL":
            return [chr(items[0][1])]
        part = _parser.SubPattern(self._parsed.state, list(items))
        try:
            made = _compiler.compile(part, self._parsed.state.flags & ~re.UNICODE)
        except (re.error, RuntimeError, IndexError):  # a reference to a group that is not in the part
            return []
        return [char for char in _POOL if made.fullmatch(char)]


def _loops(tree: _Tree, items: list[Any], before: tuple[str, ...]) -> Iterator[_Loop]:
    """Yield each loop's prefixes, repeated parts and suffixes."""
    for at, (op, value) in enumerate(items):
        leading = tuple(dict.fromkeys((*before, *_joined(before, tree, items[:at]))))[: 2 * _SAMPLES]
        if str(op) in _REPEATS:
            _, most, body = value
            if most > _MANY:
                chars = tree.chars(list(body))
                pumps = list(dict.fromkeys((*chars, *filter(None, _samples(tree, body)))))
                yield leading, pumps, ("", *[char for char in _ENDS if char not in chars][:2])
            yield from _loops(tree, list(body), leading)
        else:
            for part in _inner(op, value):
                yield from _loops(tree, list(part), leading)


def _inner(op: object, value: Any) -> list[Any]:
    """Return the sequences within an item."""
    match str(op):
        case "BRANCH":
            return value[1]
        case "SUBPATTERN":
            return [value[3]]
        case "ATOMIC_GROUP":
            return [value]
        case "ASSERT" | "ASSERT_NOT":
            return [value[1]]
        case _:
            return []


def _joined(before: Sequence[str], tree: _Tree, items: Sequence[Any]) -> list[str]:
    return [f"{first}{rest}" for first in before[:1] for rest in _samples(tree, items)]


def _beginnings(tree: _Tree, items: list[Any]) -> Iterator[str]:
    """Return texts that a search takes for the beginning of a match."""
    for at in range(1, len(items) + 1):
        for text in _samples(tree, items[:at]):
            yield text
            yield f"{text} "
            yield text[:-1]


def _samples(tree: _Tree, items: Sequence[Any]) -> list[str]:
    """Return some texts that parts match, or nearly match."""
    found = [""]
    for op, value in items:
        made = _of(tree, op, value) or [""]
        width = max(len(found), len(made))
        found = [found[n % len(found)] + made[n % len(made)] for n in range(min(width, _WORDS))]
    return found


def _of(tree: _Tree, op: object, value: Any) -> list[str]:
    match str(op):
        case "LITERAL":
            return [chr(value)]
        case "IN" | "ANY" | "NOT_LITERAL" | "CATEGORY":
            return _pick(tree.chars([(op, value)])) or _first(value)
        case "BRANCH":
            return [text for part in value[1][:_WORDS] for text in _samples(tree, part)[:1]]
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return [text * min(max(value[0], 1), 40) for text in _samples(tree, value[2])]
        case "ASSERT" if value[0] < 0:
            return _samples(tree, value[1])
        case _:
            return [text for part in _inner(op, value) if "ASSERT" not in str(op) for text in _samples(tree, part)]


def _pick(chars: list[str]) -> list[str]:
    """Return some texts that differ much from each other."""
    step = max(1, len(chars) // _SAMPLES)
    return chars[::step][:_SAMPLES]


def _first(value: Any) -> list[str]:
    """Return a character of a set that has none of the pool."""
    for op, one in value if isinstance(value, list) else []:
        if str(op) in {"LITERAL", "RANGE"}:
            return [chr(one if str(op) == "LITERAL" else one[0])]
    return []
