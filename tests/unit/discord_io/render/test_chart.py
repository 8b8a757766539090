"""The chart as a PNG."""

from io import BytesIO

import pytest
from PIL import Image, ImageColor

from bot.discord_io.render.chart import Bars, bar_chart

BARS = [ImageColor.getrgb(colour) for colour in ("#e8590c", "#228be6", "#009e73")]
INK = ImageColor.getrgb("#868b96")


def drawn(*bars: Bars) -> Image.Image:
    image = Image.open(BytesIO(bar_chart(bars)))
    assert image.format == "PNG"
    return image.convert("RGBA")


def luminance(colour: tuple[int, ...]) -> float:
    """Return the relative luminance as defined by WCAG 2."""
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_it_has_no_ground_of_its_own():
    """The picture is transparent between the bars, at its edges, and behind the numbers."""
    image = drawn(Bars(label="3 Nov", values=[3]), Bars(label="10 Nov", values=[1]))
    width, height = image.size
    free = ((0, 0), (width - 1, height - 1), (width * 3 // 4, height // 4))
    assert all(image.getpixel(at)[3] == 0 for at in free)
    assert width > 2 * height


@pytest.mark.parametrize("ground", ["#ffffff", "#f2f3f5", "#393a41", "#2b2d31", "#1e1f22", "#000000"])
@pytest.mark.parametrize("colour", [INK, *BARS])
def test_contrast(colour: tuple[int, int, int], ground: str):
    """Its colours have a contrast of 3 to 1 with Discord's backgrounds, as WCAG asks for graphics."""
    darker, lighter = sorted((luminance(colour), luminance(ImageColor.getrgb(ground))))
    assert (lighter + 0.05) / (darker + 0.05) >= 3


@pytest.mark.parametrize("values", [[0], [1], [7], [10**9], list(range(14)), [25] * 60, [1, 5_000]])
def test_any_values_can_be_drawn(values: list[int]):
    """Few and many bars, zero and huge values are drawn without cuts; labels without room are left out."""
    image = drawn(*(Bars(label="a wide label", values=[value]) for value in values))
    assert image.size == (1100, 460)
    edge = image.crop((image.width - 1, 0, image.width, image.height))
    assert {ink for _, ink in edge.getcolors() or ()} == {(0, 0, 0, 0)}


def test_queries_have_a_row_each():
    """Each query has a row of its colour, from top to bottom; a week without papers has no bar."""
    image = drawn(Bars(label="3 Nov", values=[2, 3, 1]), Bars(label="10 Nov", values=[]))
    rows = [image.crop((0, bottom - 30, image.width, bottom - 5)) for bottom in (230, 460, 690)]
    for row, bar in zip(rows, BARS, strict=True):
        assert {colour for _, colour in row.getcolors(9999) or () if colour[3] == 255} == {(*bar, 255)}
        assert row.getbbox()[2] < image.width // 2


def test_every_bar_has_its_number():
    """Above each bar of each row there is a number."""
    image = drawn(*(Bars(label="", values=[3, 1]) for _ in range(13)))
    for at in range(13):
        for bottom, tallest in ((230, 1), (460, 1 / 3)):
            top = bottom - round(tallest * (230 - 58))
            above = image.crop((12 + at * 82, top - 45, 12 + (at + 1) * 82, top - 5))
            assert INK in {colour[:3] for _, colour in above.getcolors(9999) or () if colour[3] == 255}
