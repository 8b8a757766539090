"""Words in a row as one word, and the reverse: text2image, AI4Science, 32x32, pre trained."""

from __future__ import annotations

import re

from bot.query.analysis.word_keys import part_key

_STANDS_FOR = {"2": "to", "4": "for"}
_DIGITS = {word: digit for digit, word in _STANDS_FOR.items()}
_WRITTEN_SHORT = re.compile(r"([a-z]{2,})([24])([a-z]{2,})")
# Words that some write apart; in longer phrases each of them is also asked for so.
_APART_TABLE: str = """
auto-encoder cross-lingual cross-modal data-set feed-forward fine-grained fine-tune fine-tuned fine-tuning
hyper-parameter multi-agent multi-lingual multi-modal multi-step multi-task multi-turn multi-view non-linear
open-source post-training pre-train pre-trained pre-training semi-supervised self-supervised super-resolution
zero-shot few-shot
"""
_APART = {row.replace("-", ""): tuple(row.split("-")) for row in _APART_TABLE.split()}
_SIZE = re.compile(r"[0-9]+(?:x[0-9]+)+")
# Names whose number is a version: Qwen2VL has nothing to do with "Qwen to VL".
_MODEL_TABLE: str = "claude deepseek gemini gemma glm gpt internlm internvl llama mixtral phi qwen sam yolo"
_MODELS = frozenset(_MODEL_TABLE.split())
_ROW = 3  # words: text to image


def spelled_out(word: str) -> tuple[tuple[str, ...], ...]:
    """What words a word is short for, as keys: `text2image` is text to image, `32x32` is 32 x 32."""
    if _SIZE.fullmatch(word):
        return (tuple(re.split("(x)", word)),)
    short = _WRITTEN_SHORT.fullmatch(word)
    if short is None or short[1] in _MODELS:
        return ()
    return ((part_key(short[1]), _STANDS_FOR[short[2]], short[3]),)


def written_short(row: tuple[str, ...]) -> tuple[str, ...]:
    """Three keys in a row as one word: text to image is `text2image`."""
    if len(row) != _ROW or row[1] not in _DIGITS or row[0] in _MODELS:
        return ()
    short = f"{row[0]}{_DIGITS[row[1]]}{row[2]}"
    return (short,) if _WRITTEN_SHORT.fullmatch(short) else ()


def parted(word: str) -> tuple[tuple[str, ...], ...]:
    """A key in two, where some write it so: `pretrained` is pre trained."""
    return (_APART[word],) if word in _APART else ()
