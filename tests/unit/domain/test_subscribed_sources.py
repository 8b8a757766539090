"""Sources of a subscription, and the papers that it gets."""

import pytest

from bot.domain.subscribed_sources import announced_by, receives, source_names, stored_sources
from tests.support.fakes import sighting

HF, ARXIV, FEED = "huggingface", "arxiv", "nature"


@pytest.mark.parametrize(
    ("sources", "brought", "hears"),
    [
        ((), {HF}, True),
        ((), {ARXIV, HF}, True),
        ((), {"a feed that was"}, False),
        ((ARXIV,), {ARXIV}, True),
        ((ARXIV,), {HF, ARXIV}, True),
        (("lists", ARXIV), {HF}, True),
        (("lists", "a feed that was"), {"a feed that was"}, True),
        ((HF,), {"another list"}, False),
    ],
)
def test_any_announcing_source_is_enough(sources: tuple[str, ...], brought: set[str], *, hears: bool):
    """A subscription gets a paper of any of its sources; `lists` means all lists and an unknown source is none."""
    assert receives(sources, brought, {HF, "another list"}) is hears


def test_without_a_catalogue_every_source_is_a_list():
    """Without a catalogue every source counts as a list."""
    assert receives((), {ARXIV}, None)
    assert receives(("lists", FEED), {ARXIV}, None)
    assert not receives((FEED,), {ARXIV}, None)
    assert source_names(("lists", FEED), None) is None
    assert source_names(("lists", FEED), {HF}) == {FEED, HF}


def test_the_same_choice_is_stored_alike():
    """Sources are stored sorted, lists first; the lists alone are not stored."""
    assert stored_sources(["nature", "arxiv", "lists", "arxiv"]) == ("lists", "arxiv", "nature")
    assert stored_sources(["lists"]) == stored_sources([]) == ()
    assert stored_sources(["huggingface"]) == ("huggingface",)


def test_a_paper_knows_who_brought_it():
    """The sources that announced a paper are those of its readings."""
    assert announced_by(sighting(source="arxiv")) == {"arxiv"}
