"""Cards, digests and abstracts in another language: every word of ours is said in it, and all of it fits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from bot.discord_io.render import DiscordRenderer, abstract_reply
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
def test_no_english_is_left(name: str, look: Look) -> None:
    """In cards, digests, abstracts and names of threads; what stands in code is a subscription's name."""
    chosen, one, several = Preferences(look=look), WORDS[name], list(WORDS.values())
    given = replace(one.sighting.paper, abstract="图像生成。" * 1200 if name == "known" else "")
    looked_up = replace(one.sighting, paper=replace(CHINESE, announced=False))
    assert plain(RENDER.card(one, MARKER, chosen))
    with speaking(PSEUDO):
        payloads = [
            RENDER.card(one, MARKER, chosen),
            RENDER.digest(several, MARKER, chosen),
            abstract_reply(given, CATALOGUE),
        ]
        texts = [RENDER.thread_name(several), footer(looked_up, CATALOGUE)]
    assert [*map(plain, payloads)] == [[]] * 3
    assert [forgotten(text, *NAMES) for text in texts] == [[]] * 2
    assert payloads[1]["embeds"][0]["author"]["name"].startswith("[2 ")
    assert all(len(button["label"]) <= 80 for button in payloads[2]["components"][0]["components"])


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
