"""The key sentence of a paper."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.gist import gist
from bot.text.gist.shorten import MAX_GIST_LENGTH
from bot.text.sentences import sentences
from tests.support.data import tables
from tests.support.fakes import paper

TABLES = tables(__file__)


@pytest.mark.parametrize(
    ("text", "count"),
    TABLES["sentences"],
)
def test_sentences(text: str, count: int):
    """Abbreviations, initials, decimals and addresses end no sentence; a lower-case word starts none."""
    found = sentences(text)
    assert len(found) == count
    assert "".join(found).replace(" ", "") == "".join(text.split())


@given(st.text(st.sampled_from(".!? aAe.g\n\"'()h:/1")))
def test_sentences_lose_nothing(text: str):
    """The sentences joined are the text with single spaces."""
    assert " ".join(sentences(text)) == " ".join(text.split())


@pytest.mark.parametrize("text", [".", "…", "?!", "x.", ".)", "https://.", "www.", '."', ". (", "a.b"])
def test_sentences_take_time_by_length(text: str):
    """Eight times as much of a nasty text takes about eight times as long to split, not sixty-four times."""

    def taken(times: int) -> float:
        rounds: list[float] = []
        for _ in range(3):
            start = time.process_time_ns()
            sentences(text * times)
            rounds.append(time.process_time_ns() - start)
        return min(rounds)

    assert taken(4000) < 24 * max(taken(500), 1)


def test_a_source_tldr_is_used():
    """A source's own summary is used, as Unicode on one line."""
    assert gist(paper(tldr=" It is\n $2\\times$ faster. ", abstract="Other.")) == "It is 2× faster."


def test_a_blank_tldr_is_ignored():
    """A summary of white space is ignored."""
    assert gist(paper(tldr=" \n", abstract="First one. Second one.")) == "First one."


def test_chosen_sentence():
    """Without a summary the gist is a sentence of the abstract, with TeX repaired and filler removed."""
    abstract = "In this paper, we speed up\n ImageNet 64times 64 sampling, e.g. for DiT. More follows."
    assert gist(paper(abstract=abstract)) == "We speed up ImageNet 64×64 sampling, e.g. for DiT."


def test_no_gist():
    """Without summary and abstract the gist is empty."""
    assert gist(paper(abstract="")) == ""


@pytest.mark.parametrize("rest", ["[1]", "(Smith, 2020) [2]"])
def test_a_lone_citation_is_no_sentence(rest: str):
    """A sentence of which nothing stays is left out, also after a weak one."""
    assert gist(paper(title="Why nets?", abstract=f"This is so. {rest}")) == "This is so."


def test_a_text_without_spaces_is_cut():
    """A long sentence in Chinese is cut within it."""
    text = gist(paper(title="折叠", abstract=f"{'折叠网络' * 100}. {'我们研究' * 100}."))
    assert len(text) == MAX_GIST_LENGTH
