"""Which words of a paper could be left out, where its title tells little."""

from __future__ import annotations

import pytest

from bot.query import parse
from bot.service.subscriptions.words_to_go import words_to_go
from tests.support.fakes import paper

ABSTRACT = (
    "Text-to-image diffusion models are steered by hints. Yanasse checks each image against its hint by a reward; "
    "the reward is fed back, image by image, and video is never seen."
)


@pytest.mark.parametrize(
    ("query", "title", "offered"),
    [
        ("diffusion", "Yanasse: Improving It", ("Text-to-image", "reward")),
        ("diffusion reward", "Yanasse: Improving It", ("Text-to-image",)),
        ("diffusion image", "Yanasse: Improving It", ("reward",)),
        ("diffusion", "Yanasse: Reward for It", ("Reward", "Text-to-image")),
    ],
)
def test_what_an_abstract_dwells_on(query: str, title: str, offered: tuple[str, ...]) -> None:
    """Well known subjects that it begins with or says twice, up to three with those of the title."""
    found = words_to_go(parse(query), paper("2511.00001", title=title, abstract=ABSTRACT))
    assert found == offered


def test_what_is_said_after_thousands_of_characters() -> None:
    """Nobody's abstract is so long: the event loop does not wait for more of it to be read."""
    abstract = f"By a reward. {'x' * 5_000} Reward for video, video."
    long = paper("2511.00001", title="Yanasse", abstract=abstract)
    assert words_to_go(parse("diffusion"), long) == ()
