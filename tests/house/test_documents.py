"""Truths about the documents: what they link to and name is there."""

import re
from pathlib import Path

import pytest

from tests.house.files import own_files, text
from tests.house.markdown import anchors, code_spans, links
from tests.support.paths import ROOT

DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in own_files(".md"))
_PATH = re.compile(r"(?!.*NAME)(?:bot|cogs|tests|tools|docs|config|requirements)/[\w./-]+(?:::\w+)?|[A-Z_]+\.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str):
    """Every relative link leads to a file of the repository, and its `#…` to a heading there."""
    relative = [target for target in links(text(name)) if not re.match(r"[a-z]+:", target)]
    assert [target for target in relative if not leads_somewhere(name, target)] == []


def leads_somewhere(name: str, target: str) -> bool:
    file, _, anchor = target.partition("#")
    path = ((ROOT / name).parent / file if file else ROOT / name).resolve()
    if not path.is_relative_to(ROOT) or not path.is_file():
        return False
    return not anchor or path.suffix != ".md" or anchor in anchors(path.read_text("utf-8"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_paths_that_are_named_exist(name: str):
    """A file or folder of ours that a document names in code is there; a test that is named with `::`, too."""
    missing: list[str] = []
    for span in code_spans(text(name)):
        if not _PATH.fullmatch(span):
            continue
        file, _, function = span.partition("::")
        path = ROOT / file if (ROOT / file).exists() else ROOT / f"{file}.py"
        if not path.exists() or (function and f"def {function}(" not in path.read_text("utf-8")):
            missing.append(span)
    assert not missing


def test_pictures_are_ours():
    """Documents load nothing from other servers: pictures are the repository's own."""
    for name in DOCUMENTS:
        assert re.findall(r"!\[[^\]]*\]\(\w+:", text(name)) == [], name


def test_every_decision_is_listed():
    """The list of decisions has all of them, by number and title."""
    listed = text("docs/adr/README.md")
    for path in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")):
        number, _, title = path.read_text("utf-8").partition("\n")[0].removeprefix("# ").partition(". ")
        assert path.name.startswith(f"{int(number):04}-")
        assert f"[{title}]({path.name})" in listed


def test_every_typical_change_has_a_page():
    """Each page of a typical change is listed, and says which files change and which tests miss something."""
    listed = text("docs/contributing/README.md")
    pages = sorted(Path(ROOT, "docs", "contributing").glob("adding-*.md"))
    assert len(pages) == 7
    for page in pages:
        assert f"]({page.name})" in listed
        assert {"what-changes", "what-tells-you-that-something-is-missing"} <= anchors(page.read_text("utf-8"))


def test_names_in_tables_of_changes_exist():
    """The first cell of a row names a thing of the code, if it is one word."""
    code = "\n".join(path.read_text("utf-8") for path in own_files(".py") if path.is_relative_to(ROOT / "bot"))
    for page in Path(ROOT, "docs", "contributing").glob("adding-*.md"):
        for name in re.findall(r"^\| `(\w+)` \|", page.read_text("utf-8"), re.MULTILINE):
            assert re.search(rf"\b{name}\b", code), f"{page.name}: {name}"
