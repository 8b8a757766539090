"""Code in Discord's Markdown."""

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_io.render.code_blocks import code_block, inline_code, leading_code_block
from bot.text.graphemes import utf16_length


@given(st.text(max_size=200))
def test_inline_code_is_one_line(text: str):
    """Inline code stays on one line and is never ended from within."""
    shown = inline_code(text)
    assert "\n" not in shown
    marks = "``" if shown.startswith("``") else "`"
    inner = shown.removeprefix(marks).removesuffix(marks)
    assert marks not in f"{inner}x"
    assert not inner.startswith("`")  # with the marks before it that would open a block


@given(st.text(max_size=200), st.integers(20, 120))
def test_a_block_is_cut_within(text: str, limit: int):
    """A block of any text with any backticks fits and is closed."""
    shown = code_block(text, limit)
    assert utf16_length(shown) <= limit
    assert shown.endswith("\n```")
    assert "```" not in shown.removeprefix("```").removesuffix("```")


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"]), max_size=200))
def test_a_line_of_code_is_read_back(line: str):
    """One line in a block, with backticks, is read back unchanged, whatever follows."""
    assert leading_code_block(f"{code_block(line)}\nand more\n```x```") == line


def test_code_hides_and_reorders_nothing():
    """Marks that turn text round or hide in it, and controls, are left out; joiners of scripts and emoji stay."""
    persian = "می\u200cخواهم"
    assert inline_code(f"a\u202eb\u200bc\x1b\u2066d {persian}") == f"`abcd {persian}`"
    assert code_block("one\u061c\n  ^\x00") == "```\none\n  ^\n```"
