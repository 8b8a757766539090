"""The tool for catalogues, on catalogues that a test writes."""

import gettext
import os
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog

from tests.support.data import tables
from tools import translations
from tools.build_hook import CatalogueBuildHook, compile_catalogues
from tools.translations import as_po, gather_messages, languages_with_catalogue, main, mistakes_in, path_of

TABLES = tables(__file__)


def catalog(*entries: tuple[object, object], fuzzy: bool = False, locale: str = "de") -> Catalog:
    made = Catalog(locale=Locale.parse(locale), charset="utf-8")
    made.fuzzy = False
    for english, translation in entries:
        made.add(english, translation, flags=["fuzzy"] if fuzzy else [])  # pyright: ignore[reportArgumentType] - plural forms are lists as well
    return made


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (("{who} came.", ""), ["not translated: '{who} came.'"]),
        (("{who} came.", "{wer} kam."), ["other placeholders (wer, who): '{wer} kam.'"]),
        (("{who} came.", "{who kam."), ["invalid placeholders (expected '}' before end of string): '{who kam.'"]),
        ((("{number} paper", "{number} papers"), ("ein Aufsatz", "{number} Aufsätze")), []),
        (
            (("{number} paper", "{number} papers"), ("ein Aufsatz", "Aufsätze")),
            ["other placeholders (number): 'Aufsätze'"],
        ),
        (
            (("{number} paper", "{number} papers"), ("ein Aufsatz", "")),
            ["not translated: ('{number} paper', '{number} papers')"],
        ),
    ],
)
def test_mistakes_in_a_translation(entry: tuple[object, object], wrong: list[str]):
    """Each mistake is a line; a form for 1 only can leave its number out."""
    assert list(mistakes_in(catalog(entry), catalog((entry[0], "")))) == wrong


@pytest.mark.parametrize(("english", "translation", "wrong"), TABLES["syntax is kept"])
def test_syntax_is_kept(english: str, translation: str, wrong: str | None):
    """Code, bold, mentions, links, commands, operators, terms and outer white space must be kept."""
    expected = [] if wrong is None else [f"{wrong}: {translation!r}"]
    assert list(mistakes_in(catalog((english, translation)), catalog((english, "")))) == expected


@pytest.mark.parametrize(("locale", "right", "wrong"), TABLES["punctuation is that of the language"])
def test_punctuation_is_that_of_the_language(locale: str, right: str, wrong: list[str]):
    """Each language has its own quotation marks, signs and spaces, except in code and addresses."""
    for text in (right, *wrong):
        found = list(mistakes_in(catalog(("English", text), locale=locale), catalog(("English", ""))))
        assert any(one.startswith("other punctuation") for one in found) == (text != right), text


def test_english_messages_pass_the_rules():
    """No rule reports an English message as a translation of itself."""
    template, same = gather_messages(), catalog(locale="en")
    for message in template:
        if message.id:
            same.add(message.id, message.id, context=message.context)
    assert list(mistakes_in(same, template)) == []


@pytest.mark.parametrize(
    ("locale", "forms", "wrong"),
    [
        ("de", ("ein Aufsatz", "{number} Aufsätze"), []),
        ("de", ("{number} Aufsatz",), ["1 forms instead of 2"]),
        ("fr", ("un article", "{number} articles"), ["other placeholders (number)"]),
        ("ja", ("論文",), ["other placeholders (number)"]),
        ("ja", ("{number} 件", "{number} 件"), ["2 forms instead of 1"]),
    ],
)
def test_plural_forms_are_those_of_the_language(locale: str, forms: tuple[str, ...], wrong: list[str]):
    """French has one form for 0 and 1, Japanese for all numbers: these forms need their number."""
    entry = ("{number} paper", "{number} papers")
    found = mistakes_in(catalog((entry, forms), locale=locale), catalog((entry, ""), locale=locale))
    assert [line.partition(":")[0] for line in found] == wrong


def test_plural_forms_of_the_header_are_those_of_the_language():
    """The header must have the language's plural forms, as the bot uses it."""
    made = catalog()
    made.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    assert list(mistakes_in(made, catalog())) == [
        "wrong plural forms in the header: write Plural-Forms: nplurals=2; plural=(n != 1);"
    ]


@pytest.mark.parametrize(
    ("context", "note", "translation", "wrong"),
    [
        (None, None, "x" * 200, None),
        ("button", None, "x" * 81, "longer than 80 characters"),
        ("form", None, "x" * 46, "longer than 45 characters"),
        (None, "an option of a menu: 100 characters at most", "x" * 101, "longer than 100 characters"),
        ("button", "30 characters at most", "x" * 31, "longer than 30 characters"),
        ("button", None, f"{{name}}{'x' * 80}", None),
    ],
)
def test_lengths_are_limited(context: str | None, note: str | None, translation: str, wrong: str | None):
    """A note in the code or the context limits the length, without placeholders."""
    english = "{name}" if "{" in translation else "Save"
    made, template = catalog(), catalog()
    made.add(english, translation, context=context)
    template.add(english, context=context, auto_comments=[note] if note else [])
    assert list(mistakes_in(made, template)) == ([f"{wrong}: {translation!r}"] if wrong else [])


def test_fuzzy_missing_and_obsolete_messages():
    """A catalogue is complete if it has exactly the code's messages and none is fuzzy."""
    assert list(mistakes_in(catalog(("Saved.", "Gespeichert."), fuzzy=True), catalog(("Saved.", "")))) == [
        "fuzzy: 'Saved.'"
    ]
    first, second = mistakes_in(catalog(("Old.", "Alt.")), catalog(("New.", "")))
    assert (first[:7], first[-6:]) == ("missing", "'New.'")
    assert (second[:8], second[-6:]) == ("obsolete", "'Old.'")


def test_the_verbs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Update adds new messages, check reports them, compile makes the bot's files."""
    folder = tmp_path / "bot" / "language" / "locale"
    monkeypatch.setattr(translations, "LOCALES", folder)
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "gather_messages", lambda: catalog(("Saved.", "")))
    assert main(["update"]) == 0
    german = folder / "de" / "LC_MESSAGES" / "paperboy.po"
    assert "1 messages, 1 to translate" in capsys.readouterr().out
    assert main(["check"]) == 1
    assert "de: not translated: 'Saved.'" in capsys.readouterr().out
    for language in languages_with_catalogue():
        path_of(language).write_bytes(german.read_bytes().replace(b'msgstr ""\n', b'msgstr "Getan."\n'))
        path_of(language).write_bytes(as_po(catalog(("Saved.", "Getan."))))
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["compile"]) == 0
    assert gettext.translation("paperboy", folder, ["de"]).gettext("Saved.") == "Getan."
    assert main(["what"]) == 2


def test_one_language_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """One language can be chosen; an unknown tag is an error with the known tags."""
    folder = tmp_path / "bot" / "language" / "locale"
    monkeypatch.setattr(translations, "LOCALES", folder)
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "gather_messages", lambda: catalog(("Saved.", "")))
    assert main(["update", "ja"]) == 0
    assert [path.name for path in folder.iterdir()] == ["ja"]
    assert main(["check", "ja"]) == 1
    assert "de:" not in capsys.readouterr().out
    assert main(["check", "tlh"]) == 2
    assert "There is no language 'tlh'. Choose one of zh-CN, ja" in capsys.readouterr().out


def test_a_fuzzy_message_has_its_former_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A fuzzy message has its former English above it, so that translators see the change."""
    monkeypatch.setattr(translations, "LOCALES", tmp_path / "locale")
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    (german,) = translations.languages_by_tag(["de"])
    path_of(german).parent.mkdir(parents=True)
    path_of(german).write_bytes(as_po(catalog(("It was saved to disk.", "Es wurde gespeichert."))))
    monkeypatch.setattr(translations, "gather_messages", lambda: catalog(("It was saved to the disk.", "")))
    translations.update([german])
    text = path_of(german).read_text("utf-8")
    assert '#| msgid "It was saved to disk."' in text
    assert "#, fuzzy" in text
    assert text.startswith("# German. See docs/translating.md.\n")
    translated = text.replace("#, fuzzy\n", "")
    path_of(german).write_text(translated, "utf-8")
    translations.update([german])
    assert "It was saved to disk." not in path_of(german).read_text("utf-8")


def test_only_changed_catalogues_are_compiled(tmp_path: Path):
    """A build compiles each catalogue that is newer than its compiled file."""
    source = tmp_path / "bot" / "language" / "locale" / "de" / "LC_MESSAGES" / "paperboy.po"
    source.parent.mkdir(parents=True)
    source.write_bytes(as_po(catalog(("Saved.", "Getan."))))
    target = source.with_suffix(".mo")
    hook = CatalogueBuildHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel")  # pyright: ignore[reportArgumentType] - plural forms are lists as well
    hook.initialize("standard", {})
    assert target.stat().st_mode & 0o777 == 0o644
    assert compile_catalogues(tmp_path) == []
    os.utime(target, (0, 0))
    assert compile_catalogues(tmp_path) == [target]
    assert [path.name for path in source.parent.iterdir() if path.suffix == ".tmp"] == []
