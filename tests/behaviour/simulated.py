"""The simulated Discord at less cost, and with longer waiting on a busy machine."""

import json
import marshal
from contextlib import suppress
from copy import deepcopy
from itertools import chain
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, Final

from discord.app_commands import Group, Translator
from simcord import Env, _dpy_internals, components, gateway, results
from simcord.backend import serializers
from simcord.http import router

from bot.discord_io.registering import texts

_TIMES: Final = 24
_ask = _dpy_internals.is_sleep_waiter
_arguments = attrgetter("_args")
_translate = Group.get_translated_payload
_known: dict[tuple[object, ...], str] = {}
_IMMUTABLE: Final = frozenset({str, int, float, bool, type(None)})


def patient(env: Env) -> Env:
    """Wait up to two minutes for the bot to be idle, instead of simcord's five seconds.

    A longer `settle_timeout` would not do: a task that sleeps for less than it does not count as idle, so each
    press would wait for our own time-outs.
    """
    once = env._settle_internal

    async def settle(**given: Any):
        for _ in range(_TIMES):
            with suppress(TimeoutError):
                return await once(**given)
        return await once(**given)

    env._settle_internal = settle  # type: ignore[method-assign] - simcord has no way to say so
    return env


def _is_sleep_waiter(waiter: Any, loop: Any, deadline: float) -> bool:
    """SimCord's own question, asked only where a timer knows the waiter: there are a thousand, of open answers."""
    known = chain.from_iterable(filter(None, map(_arguments, loop._scheduled)))
    return waiter in known and _ask(waiter, loop, deadline)


def _copied(value: Any) -> Any:
    """`deepcopy`, in a fifth of its time for what is as JSON."""
    try:
        return marshal.loads(marshal.dumps(value))  # noqa: S302 - written by the same line
    except ValueError:  # it has objects, mostly a few members of enumerations
        return _copied_by_part(value)


def _copied_by_part(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copied_by_part(part) for key, part in value.items()}
    if type(value) is list:
        return [_copied_by_part(part) for part in value]
    return value if type(value) in _IMMUTABLE else deepcopy(value)


async def _translated(group: Group, tree: Any, translator: Translator) -> dict[str, Any]:
    """Discord.py's own translation of the commands, done once for all bots that have the same."""
    languages = tuple(texts._LANGUAGES_BY_LOCALE.items())  # tests put others there, and another `pgettext`
    key = (repr(group.to_dict(tree)), languages, texts.pgettext, type(translator))
    if key not in _known:
        _known[key] = json.dumps(await _translate(group, tree, translator))
    return json.loads(_known[key])


def make_cheaper():
    """From now on, with the same results."""
    # It looks every 50 ms whether a bot has become still.
    Env._settle_internal.__kwdefaults__["idle"] = 0.005
    _dpy_internals.is_sleep_waiter = _is_sleep_waiter
    Group.get_translated_payload = _translated  # type: ignore[method-assign] - the same
    for module in (components, results, serializers):
        module.deepcopy = _copied
    for module in (gateway, router):
        module.copy = SimpleNamespace(deepcopy=_copied)
