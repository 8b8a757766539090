"""The chart as a picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageColor

from bot.discord_io.render.chart import Bar, bar_chart, grid_step

GROUND, BAR, PART, INK = (ImageColor.getrgb(c) for c in ("#1e1f22", "#ffd21e", "#8f7a2d", "#f2f3f5"))


def drawn(*bars: Bar) -> Image.Image:
    image = Image.open(BytesIO(bar_chart(bars)))
    assert image.format == "PNG"
    return image.convert("RGBA")


def luminance(colour: tuple[int, ...]) -> float:
    """As WCAG 2 defines it."""
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def amount(image: Image.Image, colour: tuple[int, ...]) -> int:
    """How many pixels have exactly this colour."""
    return sum(n for n, found in image.getcolors(maxcolors=1 << 20) or () if found[:3] == colour[:3])


def test_it_brings_its_own_ground() -> None:
    """Opaque but for its round corners, so that light and dark surroundings do not matter."""
    image = drawn(Bar(label="3 Nov", value=3))
    width, height = image.size
    assert image.getpixel((0, 0))[3] == 0
    assert all(
        image.getpixel(at)[3] == 255 for at in ((width // 2, 0), (0, height // 2), (width // 2, height // 2))
    )
    assert width > 2 * height


@pytest.mark.parametrize("colour", [INK, BAR, PART])
def test_contrast(colour: tuple[int, int, int]) -> None:
    """What is drawn stands out from the ground: WCAG asks for 3 to 1 in graphics and 4.5 to 1 in text."""
    ratio = (luminance(colour) + 0.05) / (luminance(GROUND) + 0.05)
    assert ratio >= (4.5 if colour == INK else 3)


def test_bars_grow_with_their_values() -> None:
    """Twice the value is twice the colour; parts of weeks have their own; nothing is nothing."""
    three = drawn(Bar(label="a", value=10), Bar(label="b", value=5), Bar(label="c", value=0))
    one = drawn(Bar(label="a", value=10), Bar(label="b", value=None), Bar(label="c", value=0))
    assert amount(three, BAR) == pytest.approx(1.5 * amount(one, BAR), rel=0.02)
    part = drawn(Bar(label="a", value=10, is_part=True))
    assert amount(part, BAR) == 0
    assert amount(part, PART) > 1000


@pytest.mark.parametrize("values", [[0], [1], [7], [10**9], list(range(14)), [3] * 60])
def test_any_values_can_be_drawn(values: list[int]) -> None:
    """Few and many bars, zero and huge values; labels that have no room are left out."""
    assert drawn(*(Bar(label="29 Dec", value=value) for value in values)).size == (1100, 460)


def test_no_bars_is_our_mistake() -> None:
    """There is no chart of nothing."""
    with pytest.raises(ValueError, match="a bar at least"):
        bar_chart([])


@pytest.mark.parametrize(
    ("tallest", "step"), [(0, 1), (3, 1), (4, 1), (5, 2), (8, 2), (9, 5), (40, 10), (41, 20), (1200, 500)]
)
def test_grid_lines_are_round(tallest: int, step: int) -> None:
    """At most some four lines, at round numbers."""
    assert grid_step(tallest) == step
