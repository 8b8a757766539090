"""The chart as a PNG."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageColor

from bot.discord_io.render.chart import Bar, bar_chart

BAR, INK = (ImageColor.getrgb(c) for c in ("#e8590c", "#868b96"))


def drawn(*bars: Bar) -> Image.Image:
    image = Image.open(BytesIO(bar_chart(bars)))
    assert image.format == "PNG"
    return image.convert("RGBA")


def luminance(colour: tuple[int, ...]) -> float:
    """Return the relative luminance as defined by WCAG 2."""
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_it_has_no_ground_of_its_own() -> None:
    """The picture is transparent between the bars, at its edges, and behind the numbers."""
    image = drawn(Bar(label="3 Nov", value=3), Bar(label="10 Nov", value=1))
    width, height = image.size
    free = ((0, 0), (width - 1, height - 1), (width * 3 // 4, height // 4))
    assert all(image.getpixel(at)[3] == 0 for at in free)
    assert width > 2 * height


@pytest.mark.parametrize("ground", ["#ffffff", "#f2f3f5", "#393a41", "#2b2d31", "#1e1f22", "#000000"])
@pytest.mark.parametrize("colour", [INK, BAR])
def test_contrast(colour: tuple[int, int, int], ground: str) -> None:
    """Its colours have a contrast of 3 to 1 with Discord's backgrounds, as WCAG asks for graphics."""
    darker, lighter = sorted((luminance(colour), luminance(ImageColor.getrgb(ground))))
    assert (lighter + 0.05) / (darker + 0.05) >= 3


@pytest.mark.parametrize("values", [[0], [1], [7], [10**9], list(range(14)), [25] * 60])
def test_any_values_can_be_drawn(values: list[int]) -> None:
    """Few and many bars, zero and huge values are drawn without cuts; labels without room are left out."""
    image = drawn(*(Bar(label="a wide label", value=value) for value in values))
    assert image.size == (1100, 460)
    edge = image.crop((image.width - 1, 0, image.width, image.height))
    assert {ink for _, ink in edge.getcolors() or ()} == {(0, 0, 0, 0)}
