"""Text is cut between visible characters."""

from itertools import accumulate

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.text.graphemes import border_before, clip, is_border, prefix_length, utf16_length
from tests.support.data import tables

TABLES = tables(__file__)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    "cluster",
    TABLES["clusters stay whole"],
)
def test_clusters_stay_whole(cluster: str):
    """A cluster has a border before and after it, and none inside."""
    text = f"a{cluster}b"
    borders = [index for index in range(len(text) + 1) if is_border(text, index)]
    assert borders == [0, 1, 1 + len(cluster), len(text)]


def test_flags_pair_from_the_left():
    """Four regional letters are two flags, with a border in the middle."""
    flags = "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7"
    assert [index for index in range(5) if is_border(flags, index)] == [0, 2, 4]


@given(st.text(alphabet="aé \u0301\u200d\ufe0f👩🏽🇩🇪क्षि กำ각각\u0600\r\n", max_size=30))
def test_borders_are_those_of_the_whole_text(text: str):
    """A border found from nearby equals one counted from the beginning."""
    ends = {0, *accumulate(map(len, regex.findall(r"\X", text)))}
    assert {index for index in range(len(text) + 1) if is_border(text, index)} == ends


def test_syllables_do_not_swallow_neighbours():
    """Two closed syllables, or a letter and a syllable of another script, have a border between them."""
    assert is_border("각각", 1)
    assert is_border("가a", 1)
    assert not is_border("\u1100\u1100", 1)


@given(st.text(), st.integers(0, 30))
def test_clip_fits_and_is_a_beginning(text: str, limit: int):
    """The result fits, and is the text or a prefix of it with an ellipsis."""
    clipped = clip(text, limit)
    assert utf16_length(clipped) <= limit
    assert clipped == text or not clipped or text.startswith(clipped.removesuffix("…"))


def test_clip_prefers_words():
    """A cut moves back to the end of a nearby word, and leaves no comma at the end."""
    assert clip("one two, three", 10) == "one two…"
    assert clip("abcdefghijklmnop", 5) == "abcd…"
    assert clip("fits", 4) == "fits"
    assert clip("x", 0) == ""
    assert prefix_length("whole", 5) == 5


def test_clip_breaks_lines_without_spaces_anywhere():
    """Text without spaces is cut anywhere, and loses opening brackets and separators at its end."""
    assert clip("扩散模型 Flow 加速图像生成", 14) == "扩散模型 Flow 加速图…"
    assert clip("拡散モデルは、速い。", 8) == "拡散モデルは…"
    assert clip("模型「扩散」的速度", 4) == "模型…"
    assert clip("확산 모델이 이미지를 만든다", 8) == "확산 모델이…"
    assert clip("扩散 models and more", 12) == "扩散 models…"


def test_clip_counts_as_discord_does():
    """Characters beyond the basic plane count as two."""
    assert utf16_length("a𝒱") == 3
    assert clip("𝒱𝒱𝒱", 5) == "𝒱𝒱…"


def test_clip_keeps_clusters_whole():
    """A family emoji that does not fit is dropped whole; a single giant cluster is cut."""
    assert clip("ab" + FAMILY, 8) == "ab…"
    assert border_before("a" + "\u0301" * 50, 10) == 10
