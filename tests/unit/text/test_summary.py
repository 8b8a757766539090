"""Summaries by a model on cards, in digests and lists are marked as such."""

from dataclasses import replace
from typing import Any

import pytest

from bot.discord_io.render.entries import gist_line
from bot.discord_io.render.renderer import DiscordRenderer, abstract_reply
from bot.domain.paper import Summary
from bot.domain.preferences import Look, Preferences
from bot.language.current import using_language
from bot.language.languages import ENGLISH, Language, language_of
from tests.support.fakes import paper
from tests.support.sources import CATALOGUE
from tests.unit.discord_io.render.render_world import MARKER, item, problems

RENDER = DiscordRenderer(catalogue=CATALOGUE)
ENGLISH_TEXT = Summary(language="en", text="It *flows* to @everyone.", model="m-7b", general=True)
GERMAN_TEXT = Summary(language="de", text="Es fließt.", model="m-7b")
PAPER = paper(tldr="It came with it.", summaries=(ENGLISH_TEXT, GERMAN_TEXT))


def _german() -> Language:
    found = language_of("de")
    assert found
    return found


def _description(**changes: Any) -> str:
    (embed,) = RENDER.card(item(replace(PAPER, **changes), ("flow", "flow")), MARKER)["embeds"]
    return embed["description"]


def test_a_card_shows_it_marked_and_escaped():
    """A model's summary comes before the source's, and that before our gist."""
    assert _description() == "It \\*flows\\* to \\@everyone. ✎ AI"
    assert _description(summaries=()) == "It came with it."


def test_a_card_shows_it_in_the_current_language():
    """One renderer draws a card for two channels in two languages."""
    with using_language(_german()):
        assert _description().startswith("Es fließt. ✎")
    with using_language(ENGLISH):
        assert _description().startswith("It \\*flows\\*")


@pytest.mark.parametrize("look", Look)
def test_every_look_and_digest_marks_it(look: Look):
    """Every look with a summary marks it; a compact digest has titles only."""
    preferences = Preferences(look=look)
    card = RENDER.card(item(PAPER), MARKER, preferences)
    digest = RENDER.digest([item(PAPER)], MARKER, preferences)
    assert "✎ AI" in str(card)
    assert ("✎ AI" in str(digest)) == (look is Look.CARD)
    assert not problems(card)
    assert not problems(digest)


def test_lists_mark_it_too():
    """The mark is in the paper's one line."""
    assert gist_line(PAPER) == "It \\*flows\\* to \\@everyone. ✎ AI"
    assert gist_line(replace(PAPER, summaries=())) == "It came with it."


def test_the_abstract_names_the_model():
    """Any name is shown on one line, and only for its own summary."""
    named = replace(ENGLISH_TEXT, model="a\n@everyone \u202e" + "x" * 300)
    footer = abstract_reply(replace(PAPER, summaries=(named,)))["embeds"][0]["footer"]["text"]
    assert footer.startswith("arXiv:2511.00001 · ✎ Summary by a @everyone x")
    assert len(footer) < 140
    feed = replace(PAPER, id="feed:nature:1")
    assert abstract_reply(feed)["embeds"][0]["footer"]["text"] == "✎ Summary by m-7b"
    assert abstract_reply(replace(PAPER, summaries=()))["embeds"][0]["footer"] == {"text": "arXiv:2511.00001"}
