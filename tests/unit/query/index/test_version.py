"""The version of the matching rules changes with the rules."""

from pathlib import Path

from bot.query.index.version import analysis_files, matching_rules, version_of
from tests.support.paths import ROOT


def test_another_byte_is_another_version(tmp_path: Path):
    """A change of any byte changes the version; equal bytes have an equal version."""
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text("A = 1")
    two.write_text("B = 2")
    before = version_of([one, two])
    assert version_of([one, two]) == before
    two.write_text("B = 3")
    assert version_of([one, two]) != before


def test_it_is_of_every_module_and_table_of_the_query_language():
    """The version covers every file, however deep in its folders."""
    modules = [path for path in (ROOT / "bot/query").rglob("*.*") if path.suffix in {".py", ".txt"}]
    by_name = sorted(modules, key=lambda path: path.relative_to(ROOT / "bot/query").parts)
    catalogue = ROOT / "bot/domain/ports/catalogue.py"
    assert matching_rules() == version_of([*by_name, catalogue])
    assert {path.name for path in (ROOT / "bot/query/analysis").rglob("*.txt")} <= {
        Path(str(source)).name for source in analysis_files()
    }
