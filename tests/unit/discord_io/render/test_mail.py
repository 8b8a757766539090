"""Mails tell the same facts of a paper as cards."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

import pytest

from bot.discord_io.render.paper_text import reason_line
from bot.domain.alert import MAIL, PickReason
from bot.domain.subscription import EVERY_PAPER
from bot.language.current import using_language
from bot.language.languages import LANGUAGES, Language
from bot.text.mail.papers import MailRenderer
from tests.support.fakes import paper
from tests.unit.discord_io.render.render_world import item

ONLY_LIKED = PickReason(like=("Medusa",), words=(), rank=1)


def _text(reason: PickReason | None = None, *matched: tuple[str, str], **fields: Any) -> str:
    shown = replace(item(replace(paper(), **fields), *matched), reason=reason)
    return str(MailRenderer(lambda _: "Gist.").render([shown])[MAIL]["text"])


@pytest.mark.parametrize(
    ("matched", "line"),
    [
        ([("", EVERY_PAPER)], ""),
        ([("Mine", EVERY_PAPER)], "Matched: Mine"),
        ([("Mine", "trees")], "Matched: Mine (trees)"),
        ([("", "trees"), ("Mine", EVERY_PAPER)], "Matched: trees, Mine"),
    ],
)
def test_nobody_reads_a_query_that_nobody_typed(matched: list[tuple[str, str]], line: str):
    """The query that every paper matches is ours."""
    text = _text(None, *matched)
    assert next((one.strip() for one in text.split("\n") if "Matched" in one), "") == line


def test_an_article_without_a_known_journal_is_said():
    """Preprint servers often tell of an article, not of its journal."""
    assert "Published in a journal" in _text(published="https://doi.org/10.1/x")
    assert "Published in Nature" in _text(published="https://doi.org/10.1/x", journal="Nature")


@pytest.mark.parametrize("language", LANGUAGES, ids=attrgetter("tag"))
def test_a_reason_without_words_ends_with_the_titles(language: Language):
    """In every language, and on cards as in mails."""
    with using_language(language):
        assert reason_line(ONLY_LIKED).endswith("*Medusa*")
        assert any(line.endswith("Medusa") for line in _text(ONLY_LIKED).split("\n"))
