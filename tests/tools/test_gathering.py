"""What is gathered from the code for translators, and what they are told of it."""

from __future__ import annotations

import re

from tools.translations import gathered, said_in

FRAGMENT = re.compile(r"(?:… |\*\*)?(?:[a-z]|… |\{(?:number|items|old|setting|day|latency)\})")
SENTENCE_THAT_BEGINS_WITH_A_PLACE = re.compile(r"\{.*[.!?]$", re.DOTALL)


def test_messages_are_gathered_from_the_code() -> None:
    """With plural forms and contexts, each with the file that says it."""
    template = gathered()
    may = template.get("May", "month")
    assert may is not None
    assert [name for name, _ in may.locations] == ["bot/language/formats.py"]
    assert template.get("May") is None


def test_messages_within_other_texts_are_gathered() -> None:
    """Babel reads no f-string before Python 3.12."""
    code = """f"{n} {gettext('In it.')}"; pgettext("button", "Go"); ngettext("a", "b", n); gettext(x); o("c")"""
    found = {(text, context) for text, context, _ in said_in(code)}
    assert found == {("In it.", None), ("Go", "button"), (("a", "b"), None)}


def test_notes_of_messages_within_other_texts_are_gathered() -> None:
    """What stands on the line before, if it is for translators."""
    code = "# NOTE: where it stands\nf\"{gettext('a')}\"\n# said to us\nf\"{gettext('b')}\""
    assert [notes for _, _, notes in said_in(code)] == [["where it stands"], []]


def test_notes_stand_above_the_message_or_its_statement() -> None:
    """The nearest counts, in as many lines as it has, and no other message takes it."""
    code = """# NOTE: of
# the statement
say(
    # NOTE: of b
    gettext("b"),
    gettext("c"),
)
gettext("d")"""
    found = {text: notes for text, _, notes in said_in(code)}
    assert found == {"b": ["of b"], "c": ["of", "the statement"], "d": []}


def test_what_is_no_sentence_says_where_it_stands() -> None:
    """A part of a line that says neither by a context nor by a note where it stands cannot be translated."""
    unexplained = [
        text
        for message in gathered()
        if message.id and not message.context and not message.auto_comments
        for text in [message.id if isinstance(message.id, str) else message.id[0]]
        if FRAGMENT.match(text) and not SENTENCE_THAT_BEGINS_WITH_A_PLACE.match(text)
    ]
    assert unexplained == []


def test_descriptions_of_commands_are_gathered() -> None:
    """Of groups, commands, options and choices, though no call names them; each with its bound."""
    template = gathered()
    for text, context, file in (
        ("Help, and how Paperboy is doing", "command", "cogs/about.py"),
        ("End a subscription; Undo takes that back for an hour.", "command", "cogs/alerts/cog.py"),
        ("A short name for it; the query when left out", "command", "cogs/alerts/cog.py"),
        ("weekly", "choice", "cogs/alerts/cog.py"),
    ):
        found = template.get(text, context)
        assert found is not None, text
        assert [name for name, _ in found.locations] == [file]
        assert found.auto_comments == ["Of a command: 100 characters at most."]
