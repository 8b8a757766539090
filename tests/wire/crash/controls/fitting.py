"""Whether a control still fits what it takes out: of what has moved or is called otherwise it takes nothing."""

from __future__ import annotations

import dis
import inspect
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Owner: TypeAlias = "ModuleType | type"
_GLOBALS = frozenset({"LOAD_GLOBAL"})
_ATTRIBUTES = frozenset({"LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"})
_ABSENT = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """`owner` had something else under that name `before`; a default when it is that of a function's `keyword`."""

    owner: Owner
    name: str
    before: object
    after: object
    keyword: str = ""

    def undo(self) -> None:
        if self.keyword:
            defaults = _defaults(vars(self.owner)[self.name])
            defaults.pop(self.keyword)
            defaults |= {} if self.before is _ABSENT else {self.keyword: self.before}
        elif self.before is _ABSENT:
            delattr(self.owner, self.name)
        else:
            setattr(self.owner, self.name, self.before)

    def misfit(self) -> str:
        """Why it changes nothing, or not what it should; empty if it fits."""
        where = f"{self.owner.__name__}.{self.name}"
        if self.keyword:
            return f"{where} has no default {self.keyword}" if self.before is _ABSENT else ""
        before = self.before
        if before is _ABSENT and isinstance(self.owner, type):
            inherited = (vars(above).get(self.name, _ABSENT) for above in inspect.getmro(self.owner)[1:])
            before = next((one for one in inherited if one is not _ABSENT), _ABSENT)
        if before is _ABSENT:
            return f"{where} is not there"
        if not _is_used(self.owner, self.name):
            return f"{where} is not used"
        if isinstance(before, FunctionType) and not _stands_in(self.after, before):
            return f"{where} is called otherwise"
        return ""


def misfits(take_out: Callable[[], None]) -> list[str]:
    """What does not fit of a control; everything is as it was afterwards.

    Each thing that it replaces has to be there, to be used by the product where it is replaced, and to be
    called as what comes in its place can be.
    """
    before = dict(_parts())
    changes: list[_Change] = []
    try:
        take_out()
    finally:
        for (owner, name, keyword), value in _parts():
            was = before.get((owner, name, keyword), _ABSENT)
            if was is not value and (not keyword or (owner, name, "") in before):
                changes.append(_Change(owner=owner, name=name, before=was, after=value, keyword=keyword))
        # What is replaced as a whole brings defaults of its own, which are none that were changed.
        whole = {(change.owner, change.name) for change in changes if not change.keyword}
        changes = [one for one in changes if not one.keyword or (one.owner, one.name) not in whole]
        for change in changes:
            change.undo()
    return [found for change in changes if (found := change.misfit())] if changes else ["nothing is taken out"]


def _parts() -> Iterator[tuple[tuple[Owner, str, str], object]]:
    """Every name of the product's modules and classes, and every default of a function's keyword there."""
    for module in _modules():
        classes = [
            one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__
        ]
        for owner in (module, *classes):
            for name, value in list(vars(owner).items()):
                if name.startswith("__") and name != "__init__":
                    continue
                yield (owner, name, ""), value
                if isinstance(value, FunctionType):
                    for keyword, default in _defaults(value).items():
                        yield (owner, name, keyword), default


def _modules() -> list[ModuleType]:
    return [module for name, module in sorted(sys.modules.items()) if name.startswith("bot.")]


def _defaults(function: FunctionType) -> dict[str, Any]:
    return function.__kwdefaults__ or {}


def _is_used(owner: Owner, name: str) -> bool:
    """A module's name by a function of that module, a private one of a class in the same, others anywhere."""
    if name == "__init__":
        return True
    if isinstance(owner, ModuleType):
        return name in _loaded(owner.__name__, _GLOBALS)
    places = [owner.__module__] if name.startswith("_") else [module.__name__ for module in _modules()]
    return any(name in _loaded(place, _ATTRIBUTES) for place in places)


@cache
def _loaded(module: str, how: frozenset[str]) -> frozenset[str]:
    """The names that the functions of a module load in one of these ways."""
    file = sys.modules[module].__file__
    if file is None:
        return frozenset()
    whole = compile(Path(file).read_text("utf-8"), file, "exec")
    return frozenset(
        step.argval
        for code in _codes(whole)
        if code.co_flags & inspect.CO_OPTIMIZED
        for step in dis.get_instructions(code)
        if step.opname in how
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def _stands_in(after: object, before: FunctionType) -> bool:
    """Whether `after` may be called as `before` is, with all and with as little as it may be given."""
    if not callable(after) or inspect.iscoroutinefunction(after) != inspect.iscoroutinefunction(before):
        return False
    parameters = inspect.signature(before).parameters.values()
    required = [one for one in parameters if one.default is one.empty]
    return all(_takes(inspect.signature(after), given) for given in (parameters, required))


def _takes(signature: inspect.Signature, given: Any) -> bool:
    by_position = [one.name for one in given if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    by_name = {one.name: None for one in given if one.kind is one.KEYWORD_ONLY}
    try:
        signature.bind(*by_position, **by_name)
    except TypeError:
        return False
    return True
