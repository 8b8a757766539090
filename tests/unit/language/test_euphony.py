"""Spanish lists follow the pronunciation."""

import pytest

from bot.language.current import using_language
from bot.language.formats import euphonic
from bot.language.languages import language_for_locale


def in_spanish(text: str, last: str) -> str:
    with using_language(language_for_locale("es-ES")):
        return euphonic(text, last)


@pytest.mark.parametrize(
    ("last", "word"),
    [
        (last, "e")
        for last in (
            "imágenes",
            "Irene",
            "hijos",
            "Índice",
            "IA",
            "INCLUIR",
            "**imagen** (3)",
            "`image`",
            "«italiano»",
        )
    ]
    + [(last, "y") for last in ("hielo", "Hiato", "iones", "yodo", "arXiv", "Hugging Face", "HIV", "<#11>", "")],
)
def test_and_before_the_sound_of_an_i(last: str, word: str):
    """`y` becomes `e` before an i sound, but not before a semivowel; marks around the word are ignored."""
    assert in_spanish(f"uno, dos y {last}", last) == f"uno, dos {word} {last}"


@pytest.mark.parametrize(
    ("last", "word"),
    [(last, "u") for last in ("otros", "hojas", "`OR`", "Óscar", "8", "80", "11", "11 000")]
    + [(last, "o") for last in ("110", "18", "title", "hacer", "HOI", "<#8>")],
)
def test_or_before_the_sound_of_an_o(last: str, word: str):
    """`o` becomes `u` before an o sound, also of a number."""
    assert in_spanish(f"uno o {last}", last) == f"uno {word} {last}"


def test_only_the_word_before_the_last_changes():
    """The items stay, and so do lists of other languages."""
    assert in_spanish("y imagen, o otro y hilo", "hilo") == "y imagen, o otro e hilo"
    assert in_spanish("uno o imagen", "imagen") == "uno o imagen"
    assert euphonic("one y imagen", "imagen") == "one y imagen"
