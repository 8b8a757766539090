"""A small bar chart as a PNG without a ground of its own, legible on Discord's dark and light ones.

Discord does not tell which of them a person has, so every colour stands out from both: by 3 to 1 at least, which
WCAG asks of graphics and of large bold letters. It holds numbers and dates alone, in the language that is current.
What people type stands in the message, in fonts that know their script.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from bot.discord_io.render.fonts import font_for, plain_spaces
from bot.language.formats import number as numeral

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT = 1100, 460  # pixels; Discord shows it at half that width
_SIDE, _TOP, _BOTTOM = 12, 58, 68
_SPACE = 14  # between the grid and what stands beside it
_WIDEST = 120  # of a bar
_BAR_CORNER, _OUTLINE = 5, 4
_SIZES = (36, 32, 28)  # pixels of the letters, the largest at which each number has room over its bar
_BOLD = 1  # pixels by which lines of letters are thicker
_HALO = 5  # where a grid line would cross a number, so much around it stays free
_INK, _GRID = "#868b96", "#868b9670"
_BAR, _PART = "#e8590c", "#e8590c55"
_CLEAR = (0, 0, 0, 0)
_GAP = 0.28  # of the width for a bar
_STEPS = (1, 2, 5)
_LINES = 4  # of the grid, about


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its `label` below, its value above; None is drawn as nothing. `is_part` dims what is within."""

    label: str
    value: int | None
    is_part: bool = False


def bar_chart(bars: Sequence[Bar]) -> bytes:
    """The chart as a PNG. Takes some tens of milliseconds: call it in a thread. ValueError without bars."""
    if not bars:
        raise ValueError("A chart needs a bar at least.")
    image = Image.new("RGBA", (_WIDTH, _HEIGHT), _CLEAR)
    _Drawing(image, bars).draw()
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


class _Drawing:
    """One chart while it is drawn."""

    def __init__(self, image: Image.Image, bars: Sequence[Bar]) -> None:
        self._pen = ImageDraw.Draw(image)
        self._bars = bars
        tallest = max(bar.value or 0 for bar in bars)
        self._step = grid_step(tallest)
        self._top = self._step * max(1, -(-tallest // self._step))
        for size in _SIZES:
            self._font, self._labels = font_for([bar.label for bar in bars], size)
            self._left = _SIDE + self._font.getlength(_numeral(self._top)) + _SPACE
            self._width = (_WIDTH - self._left - _SIDE) / len(bars)
            if self._font.getlength(_numeral(tallest)) + _SPACE <= self._width:
                break

    def draw(self) -> None:
        for value in range(0, self._top + 1, self._step):
            self._line(value)
        centres = [self._left + (number + 0.5) * self._width for number in range(len(self._bars))]
        for bar, centre in zip(self._bars, centres, strict=True):
            self._clear_for_number(bar, centre)
        for bar, centre in zip(self._bars, centres, strict=True):
            self._bar(bar, centre)
        every = self._labelled_every()
        for centre, label in list(zip(centres, self._labels, strict=True))[::every]:
            half = self._font.getlength(label) / 2 + _BOLD
            self._write((min(centre, _WIDTH - half), self._y(0) + _SPACE), label, "ma")

    def _line(self, value: int) -> None:
        height = self._y(value)
        self._pen.line((self._left, height, _WIDTH - _SIDE, height), fill=_GRID, width=2)
        self._write((self._left - _SPACE, height), _numeral(value), "rm")

    def _bar(self, bar: Bar, centre: float) -> None:
        if bar.value is None:
            return
        half = min(self._width * (1 - _GAP), _WIDEST) / 2
        if bar.value:
            box = (centre - half, self._y(bar.value), centre + half, self._y(0))
            fill = _PART if bar.is_part else _BAR
            upper = (True, True, False, False)
            self._pen.rounded_rectangle(box, _BAR_CORNER, fill, _BAR, _OUTLINE, corners=upper)
        self._write(self._above(bar.value, centre), _numeral(bar.value), "ms")

    def _clear_for_number(self, bar: Bar, centre: float) -> None:
        """Take away the part of a grid line that would cross it."""
        if bar.value is None:
            return
        at = self._above(bar.value, centre)
        left, top, right, bottom = self._pen.textbbox(at, _numeral(bar.value), self._font, "ms")
        self._pen.rectangle((left - _HALO, top - _HALO, right + _HALO, bottom + _HALO), _CLEAR)

    def _above(self, value: int, centre: float) -> tuple[float, float]:
        return centre, self._y(value) - 10

    def _write(self, at: tuple[float, float], text: str, anchor: str) -> None:
        self._pen.text(at, text, _INK, self._font, anchor, stroke_width=_BOLD, stroke_fill=_INK)

    def _y(self, value: int) -> float:
        ground = _HEIGHT - _BOTTOM
        return ground - value / self._top * (ground - _TOP)

    def _labelled_every(self) -> int:
        """1 when all labels have room side by side; else every second, third and so on has."""
        widest = max(map(self._font.getlength, self._labels))
        return max(1, -int(-(widest + _SPACE) // self._width))


def _numeral(value: int) -> str:
    return plain_spaces(numeral(value))


def grid_step(tallest: int) -> int:
    """A round number (1, 2 or 5 times a power of ten) that goes some four times into the tallest value."""
    scale = 1
    while True:
        for step in _STEPS:
            if step * scale * _LINES >= tallest:
                return step * scale
        scale *= 10
