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

_WIDTH, _HEIGHT = 1100, 460  # pixels; Discord shows it at half that width
_SIDE, _TOP, _BOTTOM = 12, 58, 68
_SPACE = 14  # around letters
_WIDEST = 120  # pixels of a bar
_BAR_CORNER, _OUTLINE = 5, 4
_SIZES = (36, 32, 28)  # font sizes in pixels: the largest that fits each number above its bar is taken
_BOLD = 1  # pixels of the outline that makes letters bold
_INK = "#868b96"
_BAR, _PART = "#e8590c", "#e8590c55"
_CLEAR = (0, 0, 0, 0)
_GAP = 0.28  # share of a bar's width left empty
# Hardly any font has the spaces between thousands. A picture has no line breaks, so plain spaces will do.
_SPACES = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: `label` below, value above (None: no bar). `is_part` dims it: an incomplete week."""

    label: str
    value: int | None
    is_part: bool = False


def bar_chart(bars: Sequence[Bar]) -> bytes:
    """Draw the chart of one bar or more as a PNG. Takes some tens of milliseconds: call it in a thread."""
    image = Image.new("RGBA", (_WIDTH, _HEIGHT), _CLEAR)
    pen, ground = ImageDraw.Draw(image), _HEIGHT - _BOTTOM
    tallest = max(1, *(bar.value or 0 for bar in bars))
    width = (_WIDTH - 2 * _SIDE) / len(bars)
    fonts = [ImageFont.load_default(size) for size in _SIZES]
    fitting = (one for one in fonts if one.getlength(_numeral(tallest)) + _SPACE <= width)
    font = next(fitting, fonts[-1])
    widest = max(font.getlength(bar.label) for bar in bars)
    every = max(1, -int(-(widest + _SPACE) // width))  # 1 when all labels have room side by side

    def write(at: tuple[float, float], text: str, anchor: str) -> None:
        pen.text(at, text, _INK, font, anchor, stroke_width=_BOLD, stroke_fill=_INK)

    for number, bar in enumerate(bars):
        centre, half = _SIDE + (number + 0.5) * width, min(width * (1 - _GAP), _WIDEST) / 2
        top = ground - (bar.value or 0) / tallest * (ground - _TOP)
        if bar.value:
            fill, upper = _PART if bar.is_part else _BAR, (True, True, False, False)
            box = (centre - half, top, centre + half, ground)
            pen.rounded_rectangle(box, _BAR_CORNER, fill, _BAR, _OUTLINE, corners=upper)
        if bar.value is not None:
            write((centre, top - 10), _numeral(bar.value), "ms")
        if number % every == 0:
            beside = font.getlength(bar.label) / 2 + _BOLD
            write((min(max(centre, beside), _WIDTH - beside), ground + _SPACE), bar.label, "ma")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _numeral(value: int) -> str:
    return numeral(value).translate(_SPACES)
