"""Messages in the current language, with their placeholders filled."""

import asyncio
import gettext as standard
import string
from collections.abc import Iterator

import pytest

from bot.language import translating
from bot.language.current import current_language, using_language
from bot.language.languages import ENGLISH, LANGUAGES, Language, language_for_locale, language_of
from bot.language.translating import REWORDED, gettext, gettext_noop, ngettext, pgettext, translate_stored
from tests.support.pseudo import PSEUDO
from tools.translations import gather_messages

GERMAN = language_of("de") or ENGLISH


class Words(standard.NullTranslations):
    """A catalogue that a test writes."""

    def __init__(self, words: dict[str, str]):
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        return self._words.get(message, message)


def test_no_stored_text_stays_none():
    """An empty text is no message: its translation would be the header of the catalogue."""
    with using_language(GERMAN):
        assert translate_stored("") == ""


def test_stored_sentences_of_earlier_versions_are_reworded():
    """A stored sentence that has since been reworded is shown as the present one, which is translated."""
    known = gather_messages()
    for stored, present in REWORDED.items():
        assert translate_stored(stored) == present
        assert present in known
        with using_language(GERMAN):
            assert translate_stored(stored) == gettext(present) != present


@pytest.fixture
def catalogues(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Language, standard.NullTranslations]]:
    """Catalogues by language, in place of the compiled ones."""
    made: dict[Language, standard.NullTranslations] = {}
    monkeypatch.setattr(
        translating, "_catalogue", lambda language: made.get(language, standard.NullTranslations())
    )
    return made


def test_english_is_the_default():
    """Messages are their own translations, and numbers get their separators."""
    assert gettext("{who} has {some} of {year}.", who="Ann", some=12345, year="2026") == "Ann has 12,345 of 2026."
    assert pgettext("month", "May") == gettext_noop("May") == "May"
    assert ngettext("{number} paper", "{number} papers", 1) == "1 paper"
    assert ngettext("{number} paper", "{number} papers", 2000) == "2,000 papers"
    assert ngettext("{number} of {all}", "{number} from {all}", 2, all=3) == "2 from 3"


def test_values_are_inserted_unchanged():
    """A title with braces, a boolean and a number with a format are inserted unchanged."""
    assert gettext("{title}!", title="{who} {0} %s") == "{who} {0} %s!"
    assert gettext("{yes} {id:04d}", yes=True, id=1234) == "True 1234"


def test_numbers_are_written_as_the_language_writes_them():
    """German separates thousands with a full stop."""
    with using_language(GERMAN):
        assert gettext("{some}", some=12345) == "12.345"


def test_a_broken_translation_is_shown_in_english(
    catalogues: dict[Language, standard.NullTranslations], caplog: pytest.LogCaptureFixture
):
    """A translation with other placeholders or unpaired braces is shown in English, so no alert is lost."""
    catalogues[GERMAN] = Words(
        {"{who} came.": "{wer} kam.", "{who} went.": "{who ging.", "{who} is.": "{who} ist."}
    )
    with using_language(GERMAN):
        assert gettext("{who} is.", who="Ann") == "Ann ist."
        assert gettext("{who} came.", who="Ann") == "Ann came."
        assert gettext("{who} went.", who="Ann") == "Ann went."
    assert len(caplog.records) == 2


def test_a_mistake_in_english_is_an_error():
    """A placeholder without a value is a defect of the code and raises."""
    with pytest.raises(KeyError):
        gettext("{who} came.")


def test_a_catalogue_that_was_not_compiled(caplog: pytest.LogCaptureFixture):
    """The log has a warning, and messages are in English."""
    translating._catalogue.cache_clear()
    klingon = Language(tag="tlh", name="tlhIngan", english="Klingon", locales=())
    with using_language(klingon):
        assert gettext("Saved.") == "Saved."
        assert gettext("Saved.") == "Saved."
    (record,) = caplog.records
    assert "no compiled catalogue for tlh" in record.getMessage()


def test_the_pseudo_language_changes_all_that_a_translator_may():
    """Letters get accents, but placeholders and Discord's syntax do not; brackets show cuts."""
    with using_language(PSEUDO):
        said = gettext("Type `/alerts list` in {channel}: [docs](https://a.test/b) <t:1:R>\n", channel="<#1>")
        assert said == "[Ţýƥé `/alerts list` íñ <#1>: [đóçš](https://a.test/b) <t:1:R>~~~~~~]\n"
        assert ngettext("{number} paper", "{number} papers", 1) == "[1 ƥáƥéř~~]"
        assert ngettext("{number} paper", "{number} papers", 12345) == "[12\u202f345 ƥáƥéřš~~]"
        assert gettext(" ") == " "
        assert not set(string.ascii_letters) & set(gettext("hello")) - set("fmqvxFMQVX")


def test_each_task_has_its_own_language():
    """A task starts with its creator's language, and a change inside affects no other task."""

    async def told() -> str:
        before = current_language().tag
        with using_language(PSEUDO):
            await asyncio.sleep(0)
            inside = await asyncio.to_thread(current_language)
        return f"{before} {inside.tag} {current_language().tag}"

    async def both() -> list[str]:
        with using_language(GERMAN):
            tasks = [asyncio.create_task(told()) for _ in range(2)]
        return [*await asyncio.gather(*tasks), await told()]

    assert asyncio.run(both()) == ["de xx de", "de xx de", "en xx en"]


def test_languages_are_found_by_tag_and_by_discords_name():
    """A locale without translation is English; the pseudo-language is not a language of the bot."""
    assert language_of("xx") is language_of("tlh") is None
    assert language_for_locale("es-419") is language_for_locale("es-ES") is language_of("es")
    assert (
        language_for_locale("en-GB")
        is language_for_locale("tr")
        is language_for_locale(None)
        is language_for_locale("xx")
        is ENGLISH
    )
    tags = [language.tag for language in LANGUAGES]
    locales = [locale for language in LANGUAGES for locale in language.locales]
    assert len(set(tags)) == len(tags)
    assert len(set(locales)) == len(locales)
