"""Messages and notes for translators are gathered from the code."""

import re

from tools.translations import gather_messages, messages_in

FRAGMENT = re.compile(r"(?:… |\*\*)?(?:[a-z]|… |\{(?:number|items|old|setting|day|latency)\})")
SENTENCE_THAT_BEGINS_WITH_A_PLACE = re.compile(r"\{.*[.!?]$", re.DOTALL)


def test_messages_are_gathered_from_the_code():
    """Messages are gathered with plural forms, contexts and their files."""
    template = gather_messages()
    separator = template.get(", ", "list")
    assert separator is not None
    assert [name for name, _ in separator.locations] == ["bot/language/formats.py"]
    assert template.get(", ") is None


def test_messages_within_other_texts_are_gathered():
    """Babel reads no f-string before Python 3.12."""
    code = """f"{n} {gettext('In it.')}"; pgettext("button", "Go"); ngettext("a", "b", n); gettext(x); o("c")"""
    found = {(text, context) for text, context, _ in messages_in(code)}
    assert found == {("In it.", None), ("Go", "button"), (("a", "b"), None)}


def test_notes_of_messages_within_other_texts_are_gathered():
    """A note on the line before is gathered if it is for translators."""
    code = "# NOTE: where it stands\nf\"{gettext('a')}\"\n# said to us\nf\"{gettext('b')}\""
    assert [notes for _, _, notes in messages_in(code)] == [["where it stands"], []]


def test_notes_stand_above_the_message_or_its_statement():
    """The nearest note counts, with all its lines, and for no other message."""
    code = """# NOTE: of
# the statement
say(
    # NOTE: of b
    gettext("b"),
    gettext("c"),
)
gettext("d")"""
    found = {text: notes for text, _, notes in messages_in(code)}
    assert found == {"b": ["of b"], "c": ["of", "the statement"], "d": []}


def test_fragments_have_a_context_or_a_note():
    """A fragment needs a context or a note, as it cannot be translated without."""
    unexplained = [
        text
        for message in gather_messages()
        if message.id and not message.context and not message.auto_comments
        for text in [message.id if isinstance(message.id, str) else message.id[0]]
        if FRAGMENT.match(text) and not SENTENCE_THAT_BEGINS_WITH_A_PLACE.match(text)
    ]
    assert unexplained == []


def test_descriptions_of_commands_are_gathered():
    """Texts of groups, commands, options and choices are gathered, each with its limit."""
    template = gather_messages()
    for text, context, file in (
        ("Help, status and your data", "command", "cogs/about.py"),
        ("Delete a subscription (undo within an hour).", "command", "cogs/alerts/cog.py"),
        ("Short name. Default: the query", "command", "cogs/alerts/cog.py"),
        ("weekly", "choice", "cogs/alerts/cog.py"),
    ):
        found = template.get(text, context)
        assert found is not None, text
        assert [name for name, _ in found.locations] == [file]
        assert found.auto_comments == ["Of a command: 100 characters at most."]
