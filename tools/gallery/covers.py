"""Draw covers in place of Hugging Face's thumbnails, so that nothing is loaded from there."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from tools.gallery.feed import COVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SIZE = 160
_PAPER, _INK = "#fbfaf6", "#c9ccd3"
_TINTS = ("#ff9d00", "#3b82c4", "#4c9f70", "#b0568c", "#6a5acd", "#d1495b")


def covers(numbers: Iterable[str]) -> Mapping[str, tuple[str, bytes]]:
    """Return (file name, PNG) by the address of a paper's thumbnail."""
    return {COVER.format(number): (f"{number}.png", _cover(number)) for number in numbers}


def _cover(number: str) -> bytes:
    """Draw a first page seen from afar: a heading, a figure, two columns of lines; always the same for a paper."""
    rng = random.Random(number)  # noqa: S311 - decoration
    tint = rng.choice(_TINTS)
    image = Image.new("RGB", (_SIZE, _SIZE), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((18, 16, rng.randint(100, 142), 25), fill=tint)
    draw.rectangle((18, 32, rng.randint(60, 100), 37), fill=_INK)
    _figure(draw, rng, tint)
    for left in (18, 84):
        for top in range(106, 150, 9):
            draw.rectangle((left, top, left + rng.randint(44, 58), top + 3), fill=_INK)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _figure(draw: ImageDraw.ImageDraw, rng: random.Random, tint: str) -> None:
    """Draw bars or a curve in a frame."""
    draw.rectangle((18, 46, 142, 96), outline=_INK, width=2)
    heights = [rng.randint(6, 42) for _ in range(9)]
    places = [26 + 13 * n for n in range(9)]
    if rng.random() < 0.5:  # noqa: PLR2004 - one in two
        for left, height in zip(places, heights, strict=True):
            draw.rectangle((left, 94 - height, left + 7, 94), fill=tint)
    else:
        draw.line([(x, 94 - y) for x, y in zip(places, sorted(heights), strict=True)], fill=tint, width=4)
