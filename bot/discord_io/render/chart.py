"""A small bar chart as a PNG, legible on Discord's dark and light grounds: it brings its own.

It holds numbers and dates alone, in the language that is current. What people type stands in the message, in fonts
that know their script.
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
_SIDE, _TOP, _BOTTOM = 28, 52, 64
_SPACE = 14  # between the grid and what stands beside it
_WIDEST = 120  # of a bar
_HALO = 5  # keeps a grid line away from the number that it would cross
_CORNER, _BAR_CORNER = 20, 5
_FONT = 27  # pixels; half of it is still read easily
_GROUND, _GRID, _INK = "#1e1f22", "#3a3c42", "#f2f3f5"
_BAR, _PART = "#ffd21e", "#8f7a2d"
_GAP = 0.28  # of the width for a bar
_STEPS = (1, 2, 5)
_LINES = 4  # of the grid, about


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its `label` below, its value above; None is drawn as nothing. `is_part` dims it."""

    label: str
    value: int | None
    is_part: bool = False


def bar_chart(bars: Sequence[Bar]) -> bytes:
    """The chart as a PNG. Takes some tens of milliseconds: call it in a thread. ValueError without bars."""
    if not bars:
        raise ValueError("A chart needs a bar at least.")
    image = Image.new("RGBA", (_WIDTH, _HEIGHT), (0, 0, 0, 0))
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
        self._font, self._labels = font_for([bar.label for bar in bars], _FONT)
        self._left = _SIDE + self._font.getlength(_numeral(self._top)) + _SPACE
        self._width = (_WIDTH - self._left - _SIDE) / len(bars)

    def draw(self) -> None:
        self._pen.rounded_rectangle((0, 0, _WIDTH - 1, _HEIGHT - 1), _CORNER, fill=_GROUND)
        for value in range(0, self._top + 1, self._step):
            self._line(value)
        every = self._labelled_every()
        for number, bar in enumerate(self._bars):
            centre = self._left + (number + 0.5) * self._width
            self._bar(bar, centre)
            if number % every == 0:
                self._pen.text((centre, self._y(0) + _SPACE), self._labels[number], _INK, self._font, anchor="ma")

    def _line(self, value: int) -> None:
        height = self._y(value)
        self._pen.line((self._left, height, _WIDTH - _SIDE, height), fill=_GRID, width=2)
        self._pen.text((self._left - _SPACE, height), _numeral(value), _INK, self._font, anchor="rm")

    def _bar(self, bar: Bar, centre: float) -> None:
        if bar.value is None:
            return
        half = min(self._width * (1 - _GAP), _WIDEST) / 2
        top = self._y(bar.value)
        if bar.value:
            box = (centre - half, top, centre + half, self._y(0))
            colour = _PART if bar.is_part else _BAR
            self._pen.rounded_rectangle(box, _BAR_CORNER, fill=colour, corners=(True, True, False, False))
        self._pen.text(
            (centre, top - 8),
            _numeral(bar.value),
            _INK,
            self._font,
            anchor="ms",
            stroke_width=_HALO,
            stroke_fill=_GROUND,
        )

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
