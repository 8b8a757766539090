"""Cards, digests and abstracts in another language: every word of ours is said in it, and all of it fits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from bot.discord_io.render import DiscordRenderer, abstract_reply
from bot.discord_io.render import common as common_parts
from bot.discord_io.render.paper_text import footer
from bot.domain.paper import Links
from bot.domain.preferences import Look, Preferences
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from tests.support.fakes import paper
from tests.support.pseudo import forgotten
from tests.support.sources import CATALOGUE
from tests.unit.discord_io.render.render_world import MARKER, item, problems
from tests.unit.discord_io.render.test_snapshots import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.alert import Payload

RENDER = DiscordRenderer(catalogue=CATALOGUE)
NAMES = ("arXiv", "PDF", "Hugging Face")
CHINESE = paper(
    "2511.00001",
    title="扩散模型",
    tldr="图像生成更快。",
    authors=("李", "王", "张", "刘", "陈", "杨"),
    links=Links(
        page="https://huggingface.co/papers/2511.00001",
        pdf="https://arxiv.org/pdf/2511.00001",
        code="https://github.com/engines/flow",
        project="https://engines.example.org/flow",
    ),
)
WORDS = {
    "known": item(replace(CHINESE, published="doi:10.1000/7"), ("扩散", "扩散")),
    "unknown": item(paper("2511.00004", title="", abstract="", id="feed:7")),
}
LONG = "{number} research publication which just came in"


def words(part: object) -> Iterator[str]:
    """Every text of a payload that a person sees."""
    unseen = {"custom_id", "value", "url", "thumbnail", "allowed_mentions"}
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        keyed = cast("dict[str, object]", part)
        fields = isinstance(keyed.get("name"), str)  # the value of a field is shown, that of an option is not
        for key, value in keyed.items():
            if key not in unseen or (key == "value" and fields):
                yield from words(value)
    elif isinstance(part, list):
        for one in cast("list[object]", part):
            yield from words(one)


def plain(payload: Payload) -> list[str]:
    """The English words in it, names aside."""
    return [word for text in words(payload) for word in forgotten(text, *NAMES)]


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("name", WORDS)
def test_a_card_has_no_english_left(name: str, look: Look) -> None:
    """Buttons, counts, days, who wrote it and what matched; what stands in code is a subscription's name."""
    english = RENDER.card(WORDS[name], MARKER, Preferences(look=look))
    with speaking(PSEUDO):
        payload = RENDER.card(WORDS[name], MARKER, Preferences(look=look))
    assert plain(english)
    assert plain(payload) == []


@pytest.mark.parametrize("look", Look)
def test_a_digest_has_no_english_left(look: Look) -> None:
    """Nor the name of its thread."""
    items = list(WORDS.values())
    with speaking(PSEUDO):
        payload = RENDER.digest(items, MARKER, Preferences(look=look))
        name = RENDER.thread_name(items)
    assert plain(payload) == []
    assert forgotten(name) == []
    assert payload["embeds"][0]["author"]["name"].startswith("[2 ")


@pytest.mark.parametrize("name", WORDS)
def test_an_abstract_has_no_english_left(name: str) -> None:
    """Also where none is known, and where it is cut."""
    given = replace(WORDS[name].sighting.paper, abstract="图像生成。" * 1200 if name == "known" else "")
    with speaking(PSEUDO):
        payload = abstract_reply(given, CATALOGUE)
    assert plain(payload) == []
    assert all(len(button["label"]) <= 80 for button in payload["components"][0]["components"])


def test_places_where_a_paper_was_found_have_no_english_left() -> None:
    """Looked up, listed, and listed in several places."""
    listed = WORDS["known"].sighting
    rankless = replace(listed, signals=replace(listed.signals, rank=None))
    seen = [
        listed,
        rankless,
        replace(listed, paper=replace(CHINESE, announced=False)),
        replace(listed, readings=(listed, replace(rankless, paper=replace(CHINESE, source="other")))),
    ]
    with speaking(PSEUDO):
        texts = [footer(one, CATALOGUE) for one in seen]
    assert [word for text in texts for word in forgotten(text, *NAMES, "other")] == []


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("name", ITEMS)
def test_awkward_papers_keep_the_limits_in_a_longer_language(name: str, look: Look) -> None:
    """A third longer than English, between brackets."""
    with speaking(PSEUDO):
        payload = RENDER.card(ITEMS[name], MARKER, Preferences(look=look))
        several = RENDER.digest(list(ITEMS.values()), MARKER, Preferences(look=look))
    for one in (payload, several):
        assert not {problem for problem in problems(one) if problem in LIMITS}


LIMITS = {"6,000 characters", "components", "custom_id", "twice", "options"}


def _long_head(papers: int) -> str:
    return LONG.format(number=papers)


def test_a_longer_head_takes_room_from_the_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """`10 papers` has 9 letters, and is kept 16 places; other languages need more."""
    before = common_parts.digest_text()
    monkeypatch.setattr(common_parts, "digest_head", _long_head)
    assert common_parts.digest_text() == before + 16 - len(LONG.format(number=10))
