"""Texts are split into words. Equal words are in `cases.json`."""

from hypothesis import given
from hypothesis import strategies as st

from bot.query import parse
from bot.query.analysis.words import tokenize_any_chunk, tokenize_chunk
from tests.unit.query.papers import paper, signals


def test_hostile_text_is_read_in_time_and_without_fault():
    """Text made to be slow is split like any other."""
    for text in (
        "a" * 20000,
        "a." * 10000,
        "a@" * 10000,
        "\\" * 20000,
        "{" * 20000,
        "state of the " * 2000,
        "-" * 20000,
        "\ud800 \x00 \u202e",
    ):
        assert not parse("diffusion").matches(paper(abstract=text), signals())


_CHUNKS = st.text(st.sampled_from("aAbSszWw.,;:!?-_'\u017f\u212ae1"), max_size=6) | st.sampled_from(
    [
        "www.",
        "WWW.",
        "www",
        "Models,",
        "uses",
        "the",
        "LLM.",
        "e.g.",
        "vs.",
        "al.",
        "O(1)",
        "zsim1",
        "it's",
        "art!",
        "a..",
        "??",
    ]
)


@given(chunk=_CHUNKS | st.text(max_size=4), people=st.booleans())
def test_plain_words_have_equal_results(chunk: str, *, people: bool):
    """The fast path for plain words, perhaps at the end of a clause, gives the same words as the full one."""
    assert tokenize_chunk(chunk, people=people) == tokenize_any_chunk(chunk, people=people)
