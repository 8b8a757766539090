"""Which subscriptions somebody may have meant who typed a name or an id that none has."""

from __future__ import annotations

import heapq
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.subscription import Subscription

_READ: Final = 60  # characters of what was typed, and of a name or query
_NEAR: Final = 0.6  # of 1, which is the same; as difflib has it
_NEAR_WORD: Final = 0.75  # of one word among several
_NEAR_ID: Final = 0.8  # one of five characters is another
_PART: Final = 2  # characters; a shorter part is in nearly everything
_AT_A_TIME: Final = 20  # each takes up to half a millisecond


async def nearest(subscriptions: Collection[Subscription], typed: str, most: int) -> list[Subscription]:
    """Those whose name, query or id is most like it, the most alike first; none where nothing is."""
    wanted = _plain(typed)
    found: list[tuple[float, float, int, Subscription]] = []
    async with aclosing(in_slices(subscriptions, _AT_A_TIME)) as every:
        async for one in every:
            of_name = _alike(wanted, one.name)
            alike = max(of_name, _alike(wanted, one.query), _ratio(wanted, one.id, _NEAR_ID))
            if alike:
                found.append((alike, of_name, -len(found), one))
    return [one for *_, one in heapq.nlargest(most, found)]


def begun(subscriptions: Collection[Subscription], typed: str) -> Subscription | None:
    """The only one whose name begins as was typed; None where several do, or one has that very id or name."""
    wanted = _plain(typed)
    found = [one for one in subscriptions if one.name.casefold().startswith(wanted)]
    if len(wanted) < _PART or len(found) != 1:
        return None
    exact = any(wanted in {one.id, one.name.casefold()} for one in subscriptions)
    return None if exact else found[0]


def _plain(text: str) -> str:
    return " ".join(text[:_READ].casefold().split())


def _alike(wanted: str, text: str) -> float:
    """From 0, which is not alike, to 1; what was typed may also be a part of it, have it as one, or be a word."""
    other = _plain(text)
    shorter, longer = sorted((wanted, other), key=len)
    if len(shorter) >= _PART and shorter in longer:
        return _NEAR + (1 - _NEAR) * len(shorter) / len(longer)
    of_a_word = max((_ratio(wanted, word, _NEAR_WORD) for word in other.split()), default=0.0)
    return max(_ratio(wanted, other, _NEAR), of_a_word * _NEAR_WORD)


def _ratio(wanted: str, other: str, least: float) -> float:
    """How alike they are as a whole; 0 for less than so much."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - loaded when somebody first mistypes a name

    matcher = SequenceMatcher(None, wanted, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0
