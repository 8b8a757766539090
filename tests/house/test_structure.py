"""The house stays as it was drawn: small folders, short files, no import circle."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

from tests.support.paths import ROOT

_MOST_ENTRIES = 15
_MOST_LINES = 300
_TREES = ("bot", "cogs", "tests", "tools")


def folders() -> Iterator[Path]:
    """Every folder of code, without what Python leaves there."""
    for tree in _TREES:
        yield from (
            folder for folder in [ROOT / tree, *(ROOT / tree).rglob("*")] if folder.is_dir() and _is_ours(folder)
        )


def modules(*trees: str) -> dict[str, Path]:
    """Dotted name → file."""
    found = [path for tree in trees for path in (ROOT / tree).rglob("*.py")]
    return {_dotted(path): path for path in found}


def imports(path: Path, known: Mapping[str, Path]) -> set[str]:
    """The modules of ours that a file names in its imports, those for types included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            deeper = {f"{node.module}.{name.name}" for name in node.names}
            found |= deeper & known.keys()
            if deeper - known.keys():
                found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found & known.keys()


def test_imports_go_round_nowhere():
    """No two modules need each other, not even for their types: else there is a CycleError that names them."""
    known = modules("bot", "cogs")
    assert len(known) > 200
    TopologicalSorter({name: imports(path, known) for name, path in known.items()}).prepare()


def test_no_folder_is_crowded():
    """A folder that holds more than a reader can take in holds two subjects."""
    crowded = {
        str(folder.relative_to(ROOT)): len(entries)
        for folder in folders()
        if len(entries := [entry for entry in folder.iterdir() if _is_ours(entry)]) > _MOST_ENTRIES
    }
    assert crowded == {}


def test_no_file_is_long():
    """A file that takes more than a few screens has two subjects."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules(*_TREES).values()
        if (lines := len(path.read_text("utf-8").splitlines())) > _MOST_LINES
    }
    assert long == {}


def test_every_package_says_what_is_in_it():
    """The docstring of each package of the product tells a newcomer what they will find there."""
    silent = [
        name
        for name, path in modules("bot", "cogs").items()
        if path.name == "__init__.py" and len(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "") < 20
    ]
    assert silent == []


def test_the_unit_tests_stand_where_the_code_stands():
    """A folder of unit tests has the name and place of the folder that it tests."""
    tested = ROOT / "tests" / "unit"
    strangers = [
        str(where)
        for folder in tested.rglob("*")
        if folder.is_dir() and _is_ours(folder)
        for where in [folder.relative_to(tested)]
        if where.parts[-1] != "__snapshots__" and not any((ROOT / top / where).is_dir() for top in ("bot", "."))
    ]
    assert strangers == []


def _is_ours(entry: Path) -> bool:
    """Not what Python leaves there or asks for."""
    return not entry.name.startswith(".") and entry.name not in {"__init__.py", "__pycache__"}


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
