"""A small bar chart as a PNG with a transparent background, legible in Discord's dark and light themes.

Discord does not say which theme a person has, so every colour has a contrast of at least 3 to 1 with both, as WCAG
requires of graphics and of large bold letters. The chart has only numbers and dates, in the current language,
because Pillow's own font has only plain letters. The query is in the message, where Discord has a font for its
script.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from bot.language.formats import number as numeral

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT, _ROW = 1100, 460, 230  # pixels, of one row and of each of several; shown at half that width
_SIDE, _TOP, _BOTTOM = 12, 58, 68
_SPACE = 14  # around letters
_WIDEST = 120  # pixels of a bar
_BAR_CORNER, _OUTLINE = 5, 4
_SIZES = (36, 32, 28)  # font sizes in pixels: the largest that fits each number above its bar is taken
_BOLD = 1  # pixels of the outline that makes letters bold
_INK = "#868b96"
_BARS = ("#e8590c", "#228be6", "#009e73")  # orange, blue and green
_PALE = "55"  # the opacity of an incomplete week
_CLEAR = (0, 0, 0, 0)
_GAP = 0.28  # share of a bar's width left empty
# Hardly any font has the spaces between thousands. A picture has no line breaks, so plain spaces will do.
_SPACES = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The bars of a week, in rows, with their values; `label` is below. `is_part`: pale, an incomplete week."""

    label: str
    values: Sequence[int]
    is_part: bool = False


def bar_chart(groups: Sequence[Bars]) -> bytes:
    """Draw up to three rows of bars, on one scale, as a PNG. Call it in a thread: it takes some tens of ms."""
    rows = max(1, *(len(group.values) for group in groups))
    height = _HEIGHT if rows == 1 else _BOTTOM + rows * _ROW
    image = Image.new("RGBA", (_WIDTH, height), _CLEAR)
    pen, row = ImageDraw.Draw(image), (height - _BOTTOM) / rows
    tallest = max(1, *(value for group in groups for value in group.values))
    width = (_WIDTH - 2 * _SIDE) / len(groups)
    fonts = [ImageFont.load_default(size) for size in _SIZES]
    fitting = (one for one in fonts if one.getlength(_numeral(tallest)) + _SPACE <= width)
    font = next(fitting, fonts[-1])
    widest = max(font.getlength(group.label) for group in groups)
    every = max(1, -int(-(widest + _SPACE) // width))  # 1 when all labels have room side by side

    def write(at: tuple[float, float], text: str, anchor: str) -> None:
        pen.text(at, text, _INK, font, anchor, stroke_width=_BOLD, stroke_fill=_INK)

    for number, group in enumerate(groups):
        centre, bar_width = _SIDE + (number + 0.5) * width, min(width * (1 - _GAP), _WIDEST)
        for at, value in enumerate(group.values):
            bottom, left, colour = (at + 1) * row, centre - bar_width / 2, _BARS[at]
            top = bottom - value / tallest * (row - _TOP)
            if value:
                fill, upper = colour + _PALE * group.is_part, (True, True, False, False)
                pen.rounded_rectangle(
                    (left, top, left + bar_width, bottom), _BAR_CORNER, fill, colour, _OUTLINE, corners=upper
                )
            write((centre, top - 10), _numeral(value), "ms")
        if number % every == 0:
            half = font.getlength(group.label) / 2 + _BOLD
            write((min(max(centre, half), _WIDTH - half), height - _BOTTOM + _SPACE), group.label, "ma")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _numeral(value: int) -> str:
    return numeral(value).translate(_SPACES)
