"""Run garbage collection seldom in tests, but as often as the bot where its cost is measured."""

import gc
from collections.abc import Generator
from contextlib import contextmanager

_AS_USUAL = gc.get_threshold()
_SELDOM = (10_000, 20, 20)  # objects, and rounds; nothing grows by that, as tests end soon


def look_seldom():
    """From now on. As often as usual it takes a twelfth of all that the tests take."""
    gc.set_threshold(*_SELDOM)


@contextmanager
def looked_for_as_usual() -> Generator[None]:
    """In this block."""
    before = gc.get_threshold()
    gc.set_threshold(*_AS_USUAL)
    try:
        yield
    finally:
        gc.set_threshold(*before)
