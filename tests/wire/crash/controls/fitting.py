"""Check that a control still fits the code that it replaces: moved or renamed code is not replaced."""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ABSENT = object()


def misfits(take_out: Callable[[], None]) -> list[str]:
    """What does not fit of a control; everything is as it was afterwards.

    Each thing that it replaces has to be there, to be used by the product where it is replaced, and to be
    called as what comes in its place can be.
    """
    owners = list(_owners())
    before = [dict(_names(owner)) for _, owner in owners]
    found: list[str] = []
    try:
        take_out()
    finally:
        for (where, owner), names in zip(owners, before, strict=True):
            for name, after in list(_names(owner).items()):
                was = names.get(name, _ABSENT)
                if was is not after:
                    _put(owner, name, was)
                    found.append(_misfit(owner, name, was, after).format(where))
    return list(filter(None, found)) if found else ["nothing is taken out"]


def _owners() -> Iterator[tuple[str, Any]]:
    """The product's modules and classes by name, and the dictionaries of defaults of functions there."""
    for module in _modules():
        classes = [
            one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == module.__name__
        ]
        for owner in (module, *classes):
            yield owner.__name__, owner
            for name, value in vars(owner).items():
                if isinstance(value, FunctionType) and value.__kwdefaults__:
                    yield f"{owner.__name__}.{name}", value.__kwdefaults__


def _modules() -> list[ModuleType]:
    return [module for name, module in sorted(sys.modules.items()) if name.startswith("bot.")]


def _names(owner: Any) -> dict[str, object]:
    names = owner if isinstance(owner, dict) else vars(owner)
    return {name: one for name, one in names.items() if not name.startswith("__") or name == "__init__"}


def _put(owner: Any, name: str, value: object):
    """As it was before."""
    if isinstance(owner, dict):
        owner.pop(name)
        owner |= {} if value is _ABSENT else {name: value}
    elif value is _ABSENT:
        delattr(owner, name)
    else:
        setattr(owner, name, value)


def _misfit(owner: Any, name: str, before: object, after: object) -> str:
    """Why a replacement changes nothing, or not what it should, of a place `{}`; empty if it fits."""
    if isinstance(owner, dict):
        return f"{{}} has no default {name}" if before is _ABSENT else ""
    if before is _ABSENT and (before := inspect.getattr_static(owner, name, _ABSENT)) is _ABSENT:
        return f"{{}}.{name} is not there"
    if not _is_used(owner, name):
        return f"{{}}.{name} is not used"
    if isinstance(before, FunctionType) and not _stands_in(after, before):
        return f"{{}}.{name} is called otherwise"
    return ""


def _is_used(owner: Any, name: str) -> bool:
    """A module's name by a function of that module, a private one of a class in the same, others anywhere."""
    if isinstance(owner, ModuleType):
        return name in _loaded(owner)[0]
    places = [sys.modules[owner.__module__]] if name.startswith("_") else _modules()
    return name == "__init__" or any(name in _loaded(place)[1] for place in places)


@cache
def _loaded(module: ModuleType) -> tuple[set[str], set[str]]:
    """The plain names, and the attributes, that the statements of its functions load."""
    functions = (
        one
        for one in ast.walk(ast.parse(inspect.getsource(module) or ""))
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    nodes = [node for function in functions for statement in function.body for node in ast.walk(statement)]
    loaded = [node for node in nodes if isinstance(getattr(node, "ctx", None), ast.Load)]
    return (
        {node.id for node in loaded if isinstance(node, ast.Name)},
        {node.attr for node in loaded if isinstance(node, ast.Attribute)},
    )


def _stands_in(after: Any, before: FunctionType) -> bool:
    """Whether `after` may be called as `before` is, with all and with as little as it may be given."""
    if not callable(after) or inspect.iscoroutinefunction(after) != inspect.iscoroutinefunction(before):
        return False
    given = inspect.signature(before).parameters.values()
    for some in (given, [one for one in given if one.default is one.empty]):
        places = [one.name for one in some if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
        try:
            inspect.signature(after).bind(*places, **{one.name: 0 for one in some if one.kind is one.KEYWORD_ONLY})
        except TypeError:
            return False
    return True
