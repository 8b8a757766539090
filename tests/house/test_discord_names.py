"""Truths about the catalogues: they call Discord's menus and permissions what docs/translating.md says."""

import re

import pytest

from bot.language.languages import Language
from tests.house.files import text
from tools.translation_rules import forms_of
from tools.translations import languages_with_catalogue, read


def names_in(language: Language) -> dict[str, str]:
    """Discord's own translation of each English name, without explanations in brackets."""
    _, _, section = text("docs/translating.md").partition("### Names in Discord's interface\n")
    lines = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("|")]
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    column = head.index(language.name)
    return {re.sub(r" \(.*\)$", "", row[0]): row[column] for row in rows}


def sends_to(english: str, name: str) -> bool:
    """Return True if the message is this name, or has it beside an arrow or as a permission."""
    around = rf"→ {name}\b|\b{name} →|\b(?:allow|permission|under) {name}\b"
    return english == name or re.search(around, english) is not None


@pytest.mark.parametrize("language", languages_with_catalogue(), ids=lambda language: language.tag)
def test_names_are_those_that_discord_shows(language: Language):
    """A menu or permission in a message has the name that Discord shows in that language."""
    names = names_in(language)
    assert all(names.values())
    found: set[str] = set()
    for message in read(language):
        english = forms_of(message.id)[0]
        for name in (name for name in names if sends_to(english, name)):
            assert all(names[name] in form for form in forms_of(message.string)), (name, english)
            found.add(name)
    assert found >= {"Server Settings", "Safety Setup", "Connect", "Apps"}
