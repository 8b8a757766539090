"""Make SimCord cheaper: most of what a test with it took was SimCord's own work."""

from __future__ import annotations

import marshal
from copy import deepcopy
from itertools import chain
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from simcord import Env, _dpy_internals, components, gateway, results
from simcord.backend import serializers
from simcord.http import router

_ask = _dpy_internals.is_sleep_waiter
_arguments = attrgetter("_args")


def _is_sleep_waiter(waiter: Any, loop: Any, deadline: float) -> bool:
    """SimCord's own question, asked only where a timer knows the waiter: there are a thousand, of open answers."""
    known = chain.from_iterable(filter(None, map(_arguments, loop._scheduled)))
    return waiter in known and _ask(waiter, loop, deadline)


def _copied(value: Any) -> Any:
    """`deepcopy`, a tenth of its time for what is as JSON."""
    try:
        return marshal.loads(marshal.dumps(value))  # noqa: S302 - written by the same line
    except ValueError:  # it has objects
        return deepcopy(value)


def make_cheaper() -> None:
    """From now on, with the same results."""
    # It looks every 50 ms whether a bot has become still.
    Env._settle_internal.__kwdefaults__["idle"] = 0.005
    _dpy_internals.is_sleep_waiter = _is_sleep_waiter
    for module in (components, results, serializers):
        module.deepcopy = _copied
    for module in (gateway, router):
        module.copy = SimpleNamespace(deepcopy=_copied)
