"""Measure whether a pattern is slow for some text, by its time per character.

CPU time of this thread is compared with that of a linear pattern, so that slow machines do not matter. An
endless match is interrupted by a signal, which `re` checks.
"""

import heapq
import re
import signal
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from itertools import product
from operator import itemgetter
from typing import Any

from tests.hostile.slow.patterns.pumps import Attack, attacks

_SHORT, _LONG, _LONGEST = 1_500, 8_000, 32_000  # characters
_SUSPECT = 0.2e-6  # seconds a character of the short text, where the reference takes _REFERENCE: looked at again
_SHARE = 6e-6  # seconds a character that nothing may take: 0.1 s for the longest abstract
_GROWTH = 8.0  # from the long text to one of four times its length: 4 is linear, 16 goes by the square
_TELLING = 0.1e-6  # seconds a character from which growth can be told from noise
_REFERENCE = 0.064e-6  # seconds a character that the reference took where these figures come from
_GIVEN_UP = 3.0  # times its share, when a try is ended: growth shows at twice its share
_TRIES = 3
_LOOKED_AT = 4  # attacks on a pattern


class _EndlessError(BaseException):
    """Raised to interrupt an endless match."""


@contextmanager
def interrupting() -> Generator[None]:
    """Allow a match inside to be interrupted after some CPU time."""

    def end(*_: object):
        raise _EndlessError

    before = signal.signal(signal.SIGVTALRM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGVTALRM, before)


def pace() -> float:
    """Return how many times slower this machine is now than the reference machine."""
    linear, text = re.compile(r"(?:[a-z]|[0-9] )*!"), "word7 " * 2_000
    took = sorted(_cpu(lambda: linear.match(text), 1.0) for _ in range(9))
    return took[4] / len(text) / _REFERENCE


def slow(pattern: re.Pattern[Any], uses: Iterable[str], slower: float) -> Attack | None:
    """Return an attack for which the pattern is slow, or None; the worst attacks are measured closely."""
    tried: list[tuple[float, str, Attack]] = []
    for one, use in product(attacks(pattern), uses):
        each = _took(pattern, use, one.of(_SHORT), slower)
        if each > _SHARE * slower and _is_slow(pattern, use, one, slower):
            return one
        tried.append((each, use, one))
    worst = heapq.nlargest(_LOOKED_AT, tried, key=itemgetter(0))
    suspect = (one for one in worst if one[0] > _SUSPECT * slower)
    return next((one for _, use, one in suspect if _is_slow(pattern, use, one, slower)), None)


def _is_slow(pattern: re.Pattern[Any], use: str, attack: Attack, slower: float) -> bool:
    """Check that it is slow at the first pace of the machine, and in each of some tries at its current one."""
    return _seems_slow(pattern, use, attack, slower) and all(
        _seems_slow(pattern, use, attack, max(slower, pace())) for _ in range(_TRIES)
    )


def _seems_slow(pattern: re.Pattern[Any], use: str, attack: Attack, slower: float) -> bool:
    each = _took(pattern, use, attack.of(_LONG), slower)
    if each > _SHARE * slower or each < _TELLING * slower:
        return each > _SHARE * slower
    return _took(pattern, use, attack.of(_LONGEST), slower) * _LONGEST > each * _LONG * _GROWTH


def _took(pattern: re.Pattern[Any], use: str, text: str, slower: float) -> float:
    """Return the CPU seconds per character."""
    content: Any = text if isinstance(pattern.pattern, str) else text.encode()
    given = (
        ("", content)
        if use == "sub" and isinstance(content, str)
        else (b"", content)
        if use == "sub"
        else (content,)
    )
    run = getattr(pattern, use)
    return _cpu(lambda: run(*given), _GIVEN_UP * _SHARE * slower * len(text)) / len(text)


def _cpu(run: Any, most: float) -> float:
    """Return the CPU seconds of a try, which is interrupted after `most`."""
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, most)
        began = time.thread_time()
        try:
            run()
            return time.thread_time() - began
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _EndlessError:  # it may come as late as the line above
        return most
