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

# Pixels; the heights are of a one-row chart, and of a row of several. Discord shows the chart at half that width.
_WIDTH, _HEIGHT, _ROW_HEIGHT = 1100, 460, 230
_SIDE_MARGIN, _TOP_MARGIN, _BOTTOM_MARGIN = 12, 58, 68
_TEXT_MARGIN = 14  # around letters
_MAX_BAR_WIDTH = 120  # pixels of a bar
_BAR_CORNER, _OUTLINE = 5, 4
_FONT_SIZES = (36, 32, 28)  # font sizes in pixels: the largest that fits each number above its bar is taken
_BOLD_OUTLINE = 1  # pixels of the outline that makes letters bold
_TEXT_COLOUR = "#868b96"
_BAR_COLOURS = ("#e8590c", "#228be6", "#009e73")  # orange, blue and green
_PALE_OPACITY = "55"  # hexadecimal, of an incomplete week
_TRANSPARENT = (0, 0, 0, 0)
_GAP_SHARE = 0.28  # share of a week's width left empty beside its bar
# Hardly any font has the spaces between thousands. A picture has no line breaks, so plain spaces will do.
_PLAIN_SPACES = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A week: the values of its bars, one in each row; `label` is below. `is_part`: incomplete, so drawn pale."""

    label: str
    values: Sequence[int]
    is_part: bool = False


def bar_chart(groups: Sequence[Bars]) -> bytes:
    """Draw up to three rows of bars, on one scale, as a PNG. Call it in a thread: it takes some tens of ms."""
    rows = max(1, *(len(group.values) for group in groups))
    height = _HEIGHT if rows == 1 else _BOTTOM_MARGIN + rows * _ROW_HEIGHT
    image = Image.new("RGBA", (_WIDTH, height), _TRANSPARENT)
    pen, row = ImageDraw.Draw(image), (height - _BOTTOM_MARGIN) / rows
    tallest = max(1, *(value for group in groups for value in group.values))
    width = (_WIDTH - 2 * _SIDE_MARGIN) / len(groups)
    fonts = [ImageFont.load_default(size) for size in _FONT_SIZES]
    fitting = (one for one in fonts if one.getlength(_numeral(tallest)) + _TEXT_MARGIN <= width)
    font = next(fitting, fonts[-1])
    widest = max(font.getlength(group.label) for group in groups)
    every = max(1, -int(-(widest + _TEXT_MARGIN) // width))  # 1: each week has a label; 2: every second one; …

    def write(at: tuple[float, float], text: str, anchor: str) -> None:
        pen.text(at, text, _TEXT_COLOUR, font, anchor, stroke_width=_BOLD_OUTLINE, stroke_fill=_TEXT_COLOUR)

    for number, group in enumerate(groups):
        centre, bar_width = _SIDE_MARGIN + (number + 0.5) * width, min(width * (1 - _GAP_SHARE), _MAX_BAR_WIDTH)
        for at, value in enumerate(group.values):
            bottom, left, colour = (at + 1) * row, centre - bar_width / 2, _BAR_COLOURS[at]
            top = bottom - max(
                value / tallest * (row - _TOP_MARGIN), _OUTLINE
            )  # Pillow draws no bar under a pixel
            if value:
                fill, upper = colour + _PALE_OPACITY * group.is_part, (True, True, False, False)
                pen.rounded_rectangle(
                    (left, top, left + bar_width, bottom), _BAR_CORNER, fill, colour, _OUTLINE, corners=upper
                )
            write((centre, top - 10), _numeral(value), "ms")
        if number % every == 0:
            half = font.getlength(group.label) / 2 + _BOLD_OUTLINE
            write(
                (min(max(centre, half), _WIDTH - half), height - _BOTTOM_MARGIN + _TEXT_MARGIN), group.label, "ma"
            )
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _numeral(value: int) -> str:
    return numeral(value).translate(_PLAIN_SPACES)
