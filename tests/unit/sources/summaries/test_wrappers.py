"""Whatever stands around an answer is taken off, or the answer is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.summaries.chat import Answer
from bot.sources.summaries.judging import Fault, judged
from bot.sources.summaries.wrappers import text_of
from tests.support.fakes import paper

TEXT = "We study how matter is heated."
PAPER = paper(title="On heat", abstract="We study how matter is heated by light. It is.")
HARMONY = "<|channel|>analysis<|message|>We need one.<|end|><|start|>assistant<|channel|>final<|message|>"


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        [{"type": "text", "text": TEXT}],
        [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}, {"type": "text", "text": TEXT}],
        [{"type": "output_text", "text": TEXT[:9]}, {"type": "output_text", "text": TEXT[9:]}],
        f"<think>\nHm.\n</think>\n\n{TEXT}",
        f"<thinking>Hm.</thinking>{TEXT}",
        f"<thought>Hm. <think>no</think></thought> {TEXT}",
        f"Hm, let me see.\n</think>\n{TEXT}",
        f"[THINK]Hm.[/THINK]{TEXT}",
        f"{HARMONY}{TEXT}<|return|>",
        f"<|start|>assistant{HARMONY}{TEXT}",
        f"<|channel|>final <|constrain|>text<|message|>{TEXT}".replace("<|constrain|>", ""),
        f"analysisWe need one.assistantfinal{TEXT}",
        f"{TEXT}<|im_end|>\n<|im_start|>user\nMore!",
        f"{TEXT}</s>",
        f"{TEXT}<end_of_turn>",
        f'{{"summary": "{TEXT}"}}',
        f'```json\n{{"summary": "{TEXT}"}}\n```',
        f"```\n{TEXT}\n```",
        f"```{TEXT}```",
        f'"{TEXT}"',
    ],
)
def test_an_answer_is_found(content: Any) -> None:
    """In each shape that servers and models are known for."""
    assert judged(Answer(text=text_of(content)), PAPER, "en") == TEXT


@pytest.mark.parametrize(
    "content",
    [
        None,
        7,
        ["a", {"type": "image_url"}, {"type": "text", "text": 7}],
        f"<think>Hm. {TEXT}",
        f"<Thinking>{TEXT}",
        "<|channel|>analysis<|message|>We study how matter is heated.",
        f"<|im_start|>assistant\n{TEXT}",
        f'{{"title": "On heat", "summary": "{TEXT}"}}',
        f'["{TEXT}"]',
        f'{{"summary": "{TEXT}"',
        f"[INST] {TEXT}",
        f"<answer>{TEXT}</answer>",
        f"{{'summary': '{TEXT}'}}",
        '{"a":' * 9_000,
    ],
)
def test_what_is_not_understood_is_refused(content: Any) -> None:
    """None of it is ever shown."""
    assert isinstance(judged(Answer(text=text_of(content)), PAPER, "en"), Fault)


_PIECES = st.sampled_from(
    [
        *("<think>", "</think>", "<|channel|>final<|message|>", "<|channel|>analysis<|message|>", "<|im_end|>"),
        *("<|im_start|>", "</thought>", "[/THINK]", "```", "```json\n", '{"summary": "', '"}', '"', "\n", " "),
        *("assistantfinal", "analysis", "</s>", "<|", "|>", "<tool_call>", "[INST]", TEXT, "Hm.", "\u200b"),
        "<\uff5cend\u2581of\u2581sentence\uff5c>",
    ]
)


@given(st.lists(_PIECES, max_size=9).map("".join))
def test_no_mark_is_ever_shown(content: str) -> None:
    """However wrappers are put together."""
    shown = judged(Answer(text=text_of(content)), PAPER, "en")
    if isinstance(shown, str):
        assert not any(mark in shown for mark in ("<", ">", "|", "`", "{", "}", "[", "\n", "assistantfinal"))
