"""Numbers and signs that stand for words."""

from __future__ import annotations

import pytest

from bot.query import parse
from tests.unit.query.papers import paper, signals


def _finds(query: str, text: str) -> bool:
    return parse(query).matches(paper(abstract=text), signals())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("text2image", "text-to-image"),
        ("text2image", "text to images"),
        ("image2image", "image-to-image"),
        ("sim2real", "sim to real"),
        ("end2end", "end-to-end"),
        ("AI4Science", "AI for science"),
        ('"text2image generation"', "text-to-image generation"),
        ("32x32", "32×32"),
        ("32x32", "$32\\times32$"),
        ("32x32", "32 × 32"),
        ("32x32", "$32 \\times 32$"),
        ("32x32", "32 x 32"),
        ("3x224x224", "3 × 224 × 224"),
        ("256x256", "256times256"),
        ("2.5x", "2.5×"),
        ("2x", "$\\mathbf{2}\\times$"),
        ("2x", "2times"),
        ("vs", "v.s."),
        ("vs", "versus"),
        ('"GAN vs VAE"', "GAN v.s. VAE"),
        ('"iid data"', "i.i.d. data"),
    ],
)
def test_numbers_and_signs_that_stand_for_words_are_those_words(one: str, other: str) -> None:
    """Each is found in the other."""
    assert _finds(one, f"We see {other} here.")
    assert _finds(other if other.isalnum() else f'"{other}"', f"We see {one.strip(chr(34))} here.")


def test_words_side_by_side_are_found_written_short() -> None:
    """Also without quotation marks, and in longer phrases."""
    assert _finds("text to image generation", "text2image generation")
    assert _finds('"fast text to image generation"', "fast text2image generation")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Qwen2VL", "from Qwen to VL"),
        ("GPT for tools", "the agents of GPT4Tools"),
        ("A100", "on 8xA100"),
        ("image", "the tool text2image"),
        ("to", "the tool text2image"),
        ("4x", "$m\\times n$"),
        ("mx", "$m\\times n$"),
        ("times", "$3\\times4$"),
        ("3 4", "$3\\times4$"),
        ('"a to b"', "a2b"),
    ],
)
def test_a_number_that_is_a_number_is_no_word(query: str, text: str) -> None:
    """A version stands for nothing, and a sign of multiplication joins numbers only."""
    assert not _finds(query, text)


def test_a_sign_of_multiplication_parts_a_number_from_a_name() -> None:
    """`8×A100` is eight of them."""
    assert _finds("A100", "on 8×A100 GPUs")
    assert _finds("H100", "on $8\\times$H100")
