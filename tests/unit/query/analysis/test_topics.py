"""What texts are compared by."""

from __future__ import annotations

import pytest

from bot.query.analysis.topics import Topic, coined_name, is_general, topics
from tests.support.data import tables

TABLES = tables(__file__)


def test_words_and_pairs() -> None:
    """Words come as queries read them and as they are written, neighbours also as a pair."""
    assert list(topics("Rotary embeddings")) == [
        Topic("rotary", "Rotary"),
        Topic("embedding", "embeddings"),
        Topic("rotary embedding", "Rotary embeddings"),
    ]


def test_what_says_nothing_parts_its_neighbours() -> None:
    """Function words, filler, numbers, letters and the end of a sentence are no topics and join nothing."""
    found = {topic.key for topic in topics("We propose a transformer of 12 heads. K trees, in-the-wild")}
    assert found == {"transformer", "head", "tree", "wild"}


def test_every_occurrence_counts() -> None:
    """A word that comes twice is there twice."""
    assert [topic.key for topic in topics("tree. trees")] == ["tree", "tree"]


def test_an_abbreviation_in_brackets_has_no_neighbours() -> None:
    """It is no part of a phrase with the words round it."""
    found = [topic.key for topic in topics("vision transformers (ViTs) cut images")]
    assert found == ["vision", "transformer", "vision transformer", "vit", "cut", "image", "cut image"]


def test_what_a_hyphen_ties_to_a_word_is_written_with_it() -> None:
    """`context` alone would be half of `in-context`; what came before in a compound is not said again."""
    written = [topic.written for topic in topics("In-context editing") if " " in topic.key]
    assert written == ["In-context editing"]
    assert [topic.written for topic in topics("(on-policy)")] == ["on-policy"]
    assert [topic.written for topic in topics("tree-of-thought")] == ["tree", "thought"]


@pytest.mark.parametrize(
    "key", ["update", "updating", "updated", "scalability", "learning", "performance", "tagged", "the", "7"]
)
def test_words_of_any_research_tell_no_subject(key: str) -> None:
    """Whatever their ending; nor do function words and numbers. What has such an ending by chance may tell one."""
    assert is_general(key) is (key != "tagged")


@pytest.mark.parametrize("key", ["protein", "diffusion", "video", "robot", "editing", "embedding", "routing"])
def test_subjects_are_not_general(key: str) -> None:
    """What some papers are about, and others not."""
    assert not is_general(key)


@pytest.mark.parametrize(
    ("title", "name"),
    TABLES["a name that the paper made up"],
)
def test_a_name_that_the_paper_made_up(title: str, name: str) -> None:
    """It is one word before a colon, written as names are."""
    assert coined_name(title) == name
