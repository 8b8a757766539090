"""Find every regular expression of `bot` and `cogs`, and how it is used.

Patterns compiled at import are recorded while a separate process imports everything; the others are read from
the calls of `re` in the source.
"""

import ast
import importlib
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.paths import ROOT

_ANCHORED: Final = frozenset({"match", "fullmatch"})
_CALLS: Final = frozenset({"compile", "search", "sub", "subn", "split", "findall", "finditer", *_ANCHORED})


@dataclass(frozen=True, kw_only=True)
class Found:
    """A pattern, its place (`bot/text/safe.py:12`), and its methods to try.

    `uses` is `sub` for a pattern that is ever searched for: it is tried at each position of a text.
    """

    where: str
    pattern: re.Pattern[Any]
    uses: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class _Call:
    """A call of `re` in the source; `name` is the variable of its result."""

    file: str
    node: ast.Call
    method: str
    name: str | None

    @property
    def end(self) -> int:
        """Return its last line."""
        return self.node.end_lineno or self.node.lineno

    def pattern(self) -> re.Pattern[Any] | None:
        """Return its pattern, literal or a constant of the module; None if it is composed."""
        module = importlib.import_module(self.file.removesuffix(".py").replace("/", "."))
        values = [keyword.value for keyword in self.node.keywords if keyword.arg == "flags"]
        values += self.node.args[_FLAGS.get(self.method, 2) :]
        try:
            parts = [eval(ast.unparse(one), vars(module)) for one in (self.node.args[0], *values)]  # noqa: S307 - ours
        except NameError:
            return None
        return re.compile(*parts)


_FLAGS: Final = {"compile": 1, "sub": 4, "subn": 4, "split": 3}  # where flags stand; behind the text otherwise


def every() -> tuple[list[Found], list[str]]:
    """Return all patterns, and the calls whose pattern is composed at run time."""
    files = [path for name in ("bot", "cogs") for path in sorted((ROOT / name).rglob("*.py"))]
    nodes = {str(path.relative_to(ROOT)): [*ast.walk(ast.parse(path.read_text("utf-8")))] for path in files}
    calls = [call for file, parts in nodes.items() for call in _calls(file, parts)]
    used = _methods(nodes)
    found: list[Found] = []
    reached: set[int] = set()
    for file, line, text, is_bytes, flags in _recorded():
        pattern = re.compile(text.encode("latin-1") if is_bytes else text, flags)
        call = next((one for one in calls if one.file == file and one.node.lineno <= line <= one.end), None)
        uses = used.get((file, call.name), _SEARCHED) if call and call.name else _SEARCHED
        found.append(Found(where=f"{file}:{line}", pattern=pattern, uses=uses))
        reached.add(id(call))
    unread: list[str] = []
    for call in calls:
        if id(call) in reached:
            continue
        if (pattern := call.pattern()) is None:
            unread.append(f"{call.file}: {ast.unparse(call.node)}")
        else:
            uses = frozenset({call.method}) if call.method in _ANCHORED else _SEARCHED
            found.append(Found(where=f"{call.file}:{call.node.lineno}", pattern=pattern, uses=uses))
    return found, unread


_SEARCHED: Final = frozenset({"sub"})


def _recorded() -> Iterator[tuple[str, int, str, bool, int]]:
    command = [sys.executable, "-m", "tests.hostile.slow.patterns.recording"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for file, *rest in json.loads(done.stdout):
        path = Path(file)
        if path.is_relative_to(ROOT / "bot") or path.is_relative_to(ROOT / "cogs"):
            yield str(path.relative_to(ROOT)), *rest


def _calls(file: str, nodes: list[ast.AST]) -> Iterator[_Call]:
    names: dict[int, str] = {}
    for node in nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            (target, *others) = node.targets if isinstance(node, ast.Assign) else [node.target]
            if isinstance(target, ast.Name) and not others:
                names[id(node.value)] = target.id
    for node in nodes:
        match node:
            case ast.ImportFrom(module="re"):
                raise AssertionError(f"{file} imports parts of re, whose calls are not found")
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=method), args=[_, *_]) if (
                method in _CALLS
            ):
                yield _Call(file=file, node=node, method=method, name=names.get(id(node)))
            case _:
                pass


def _methods(nodes: dict[str, list[ast.AST]]) -> dict[tuple[str, str | None], frozenset[str]]:
    """Map file and variable to the methods called on it, or to `sub` if unknown."""
    found: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)
    for file, parts in nodes.items():
        origin = {alias.asname or alias.name: (_file(node), alias.name) for node, alias in _imports(parts)}
        called: set[int] = set()
        for node in parts:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                called.add(id(node.value))
                key = origin.get(node.value.id, (file, node.value.id))
                found[key].add(node.attr if node.attr in _ANCHORED else "sub")
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
                found[origin.get(node.id, (file, node.id))].add("sub")
    return {key: frozenset(methods) if "sub" not in methods else _SEARCHED for key, methods in found.items()}


def _imports(nodes: list[ast.AST]) -> Iterator[tuple[ast.ImportFrom, ast.alias]]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            yield from ((node, alias) for alias in node.names)


def _file(node: ast.ImportFrom) -> str:
    path = (node.module or "").replace(".", "/")
    return f"{path}.py" if (ROOT / f"{path}.py").exists() else f"{path}/__init__.py"
