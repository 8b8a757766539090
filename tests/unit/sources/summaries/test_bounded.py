"""Judging any answer takes little processor time."""

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.language.languages import LANGUAGES
from bot.sources.summaries.answers import Answer, text_of
from bot.sources.summaries.judging import MAX_SUMMARY_LENGTH, Fault, judge
from bot.text.graphemes import utf16_length
from tests.support.data import tables
from tests.support.fakes import paper

_MOST = 0.4  # seconds of this thread: ten times what the worst of 20,000 took on a machine with nothing else to do
_PIECES = st.sampled_from(tables(__file__, "pieces.json"))


def _long(length: int) -> st.SearchStrategy[str]:
    """A few pieces repeated after a plausible beginning."""
    pieces = st.lists(_PIECES, min_size=1, max_size=4).map("".join)
    begun = st.sampled_from(["", "We propose the ", "Die Methode ist "])
    return st.builds(lambda start, piece: (start + piece * length)[:length], begun, pieces)


@given(
    st.sampled_from([MAX_SUMMARY_LENGTH, 999, 1_000, 1_001, 4_000, 200_000]).flatmap(_long),
    _long(500),
    _long(6_000),
    st.sampled_from([language.tag for language in LANGUAGES]),
)
def test_a_hostile_answer_takes_no_time(content: str, title: str, abstract: str, language: str):
    """A hostile answer or paper takes little time, and a shown text is one short line."""
    hostile = paper(title=title, abstract=abstract)
    took: list[float] = []
    for _ in range(3):
        begun = time.thread_time()
        verdict = judge(Answer(text=text_of(content)), hostile, language)
        took.append(time.thread_time() - begun)
    assert min(took) < _MOST
    if not isinstance(verdict, Fault):
        assert utf16_length(verdict) <= MAX_SUMMARY_LENGTH
        assert "\n" not in verdict
