"""Wrappers around an answer are removed, or the answer is refused."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sources.summaries.answers import Answer, text_of
from bot.sources.summaries.judging import Fault, judge
from tests.support.data import tables
from tests.support.fakes import paper

TEXT = "We study how matter is heated."
PAPER = paper(title="On heat", abstract="We study how matter is heated by light. It is.")
_WRAPPED = tables(__file__, "wrapped.json")


@pytest.mark.parametrize("content", _WRAPPED["found"])
def test_an_answer_is_found(content: Any):
    """An answer is found in each known shape."""
    assert judge(Answer(text=text_of(content)), PAPER, "en") == TEXT


@pytest.mark.parametrize("content", [*_WRAPPED["refused"], '{"a":' * 9_000])
def test_what_is_not_understood_is_refused(content: Any):
    """An answer in an unknown shape is refused."""
    assert isinstance(judge(Answer(text=text_of(content)), PAPER, "en"), Fault)


_PIECES = st.sampled_from(
    [
        *("<think>", "</think>", "<|channel|>final<|message|>", "<|channel|>analysis<|message|>", "<|im_end|>"),
        *("<|im_start|>", "</thought>", "[/THINK]", "```", "```json\n", '{"summary": "', '"}', '"', "\n", " "),
        *("assistantfinal", "analysis", "</s>", "<|", "|>", "<tool_call>", "[INST]", TEXT, "Hm.", "\u200b"),
        "<\uff5cend\u2581of\u2581sentence\uff5c>",
    ]
)


@given(st.lists(_PIECES, max_size=9).map("".join))
@example('"}' + TEXT)
def test_no_mark_is_ever_shown(content: str):
    """No combination of wrappers shows a mark."""
    shown = judge(Answer(text=text_of(content)), PAPER, "en")
    if isinstance(shown, str):
        assert not any(mark in shown for mark in ("<", ">", "|", "`", "{", "}", "[", "\n", "assistantfinal"))
