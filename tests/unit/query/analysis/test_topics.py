"""Topics of texts."""

import pytest

from bot.query.analysis.topics import Topic, is_general, topics


def test_words_and_pairs():
    """Words have their key and their written form, and neighbours are also a pair."""
    assert list(topics("Rotary embeddings")) == [
        Topic("rotary", "Rotary"),
        Topic("embedding", "embeddings"),
        Topic("rotary embedding", "Rotary embeddings"),
    ]


def test_fillers_separate_their_neighbours():
    """Function words, fillers, numbers, letters and ends of sentences separate their neighbours."""
    found = {topic.key for topic in topics("We propose a transformer of 12 heads. K trees, in-the-wild")}
    assert found == {"transformer", "head", "tree", "wild"}


def test_every_occurrence_counts():
    """A word that occurs twice is returned twice."""
    assert [topic.key for topic in topics("tree. trees")] == ["tree", "tree"]


def test_an_abbreviation_in_brackets_has_no_neighbours():
    """It makes no phrase with the words around it."""
    found = [topic.key for topic in topics("vision transformers (ViTs) cut images")]
    assert found == ["vision", "transformer", "vision transformer", "vit", "cut", "image", "cut image"]


def test_hyphenated_fillers_stay_with_their_word():
    """`context` alone would be half of `in-context`; a compound's earlier topic is not repeated."""
    written = [topic.written for topic in topics("In-context editing") if " " in topic.key]
    assert written == ["In-context editing"]
    assert [topic.written for topic in topics("(on-policy)")] == ["on-policy"]
    assert [topic.written for topic in topics("tree-of-thought")] == ["tree", "thought"]


@pytest.mark.parametrize(
    "key", ["update", "updating", "updated", "scalability", "learning", "performance", "tagged", "the", "7"]
)
def test_words_of_any_research_are_general(key: str):
    """General words with any ending, function words and numbers are general."""
    assert is_general(key) is (key != "tagged")


@pytest.mark.parametrize("key", ["protein", "diffusion", "video", "robot", "editing", "embedding", "routing"])
def test_subjects_are_not_general(key: str):
    """Words for what some papers are about, and others not, are specific."""
    assert not is_general(key)
