"""The tool that keeps catalogues true, on catalogues that a test writes."""

from __future__ import annotations

import gettext
import os
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from babel.messages.catalog import Catalog

from tools import translations
from tools.build_hook import CatalogueBuildHook, compile_catalogues
from tools.translations import gathered, main, mistakes_in, path_of, places_of, translated, written

if TYPE_CHECKING:
    from pathlib import Path


def catalog(*entries: tuple[object, object], fuzzy: bool = False) -> Catalog:
    made = Catalog(locale=Locale.parse("de"), charset="utf-8")
    made.fuzzy = False
    for english, translation in entries:
        made.add(english, translation, flags=["fuzzy"] if fuzzy else [])  # pyright: ignore[reportArgumentType] - plural forms are lists as well
    return made


def test_messages_are_gathered_from_the_code() -> None:
    """With plural forms and contexts, each with the file that says it."""
    template = gathered()
    may = template.get("May", "month")
    assert may is not None
    assert [name for name, _ in may.locations] == ["bot/language/formats.py"]
    assert template.get("May") is None


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (("{who} came.", "{who} kam."), []),
        (("{who} came.", ""), ["not translated: '{who} came.'"]),
        (("{who} came.", "{wer} kam."), ["other places (wer, who): '{wer} kam.'"]),
        (("{who} came.", "{who kam."), ["cannot be read (expected '}' before end of string): '{who kam.'"]),
        ((("a paper", "{number} papers"), ("ein Aufsatz", "{number} Aufsätze")), []),
        ((("{number} paper", "{number} papers"), ("ein Aufsatz", "{number} Aufsätze")), []),
        (
            (("{number} paper", "{number} papers"), ("ein Aufsatz", "Aufsätze")),
            ["other places (number): 'Aufsätze'"],
        ),
        (
            (("{number} paper", "{number} papers"), ("ein Aufsatz", "")),
            ["not translated: ('{number} paper', '{number} papers')"],
        ),
    ],
)
def test_what_is_wrong_with_a_translation(entry: tuple[object, object], wrong: list[str]) -> None:
    """Each mistake is a line; a form for one may leave its number out."""
    assert list(mistakes_in(catalog(entry), catalog((entry[0], "")))) == wrong


def test_what_is_fuzzy_missing_or_left_over() -> None:
    """A catalogue is whole when it says what the code says, no more and no less, and somebody has looked at it."""
    assert list(mistakes_in(catalog(("Saved.", "Gespeichert."), fuzzy=True), catalog(("Saved.", "")))) == [
        "fuzzy: 'Saved.'"
    ]
    first, second = mistakes_in(catalog(("Old.", "Alt.")), catalog(("New.", "")))
    assert (first[:7], first[-6:]) == ("missing", "'New.'")
    assert (second[:14], second[-6:]) == ("no longer said", "'Old.'")


def test_a_catalogue_is_written_the_same_each_time() -> None:
    """Sorted and without dates, so that a difference shows what was translated."""
    one = written(catalog(("b", "B"), ("a", "A")))
    assert one == written(catalog(("a", "A"), ("b", "B")))
    assert b"Date" not in one
    assert one.index(b'msgid "a"') < one.index(b'msgid "b"')


def test_the_verbs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Update writes what there is to translate, check finds it, compile makes what the bot reads."""
    folder = tmp_path / "bot" / "language" / "locale"
    monkeypatch.setattr(translations, "LOCALES", folder)
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "gathered", lambda: catalog(("Saved.", "")))
    assert main(["update"]) == 0
    german = folder / "de" / "LC_MESSAGES" / "paperboy.po"
    assert "1 messages, 1 to translate" in capsys.readouterr().out
    assert main(["check"]) == 1
    assert "de: not translated: 'Saved.'" in capsys.readouterr().out
    for language in translated():
        path_of(language).write_bytes(german.read_bytes().replace(b'msgstr ""\n', b'msgstr "Getan."\n'))
        path_of(language).write_bytes(written(catalog(("Saved.", "Getan."))))
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["compile"]) == 0
    assert gettext.translation("paperboy", folder, ["de"]).gettext("Saved.") == "Getan."
    assert main(["what"]) == 2


def test_only_what_changed_is_compiled(tmp_path: Path) -> None:
    """A catalogue that is older than what was made of it stays; a build compiles all others."""
    source = tmp_path / "bot" / "language" / "locale" / "de" / "LC_MESSAGES" / "paperboy.po"
    source.parent.mkdir(parents=True)
    source.write_bytes(written(catalog(("Saved.", "Getan."))))
    target = source.with_suffix(".mo")
    hook = CatalogueBuildHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel")  # pyright: ignore[reportArgumentType] - plural forms are lists as well
    hook.initialize("standard", {})
    assert target.stat().st_mode & 0o777 == 0o644
    assert compile_catalogues(tmp_path) == []
    os.utime(target, (0, 0))
    assert compile_catalogues(tmp_path) == [target]
    assert [path.name for path in source.parent.iterdir() if path.suffix == ".tmp"] == []


def test_places_of_a_message() -> None:
    """By name; doubled braces are no place."""
    assert places_of("{a} {{b}} {c:d}") == {"a", "c"}
