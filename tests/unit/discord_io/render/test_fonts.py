"""Letters that Pillow's own font lacks: a font that is installed, or words that need none."""

from __future__ import annotations

from pathlib import Path

import pytest
import simcord
from PIL import Image, ImageChops, ImageDraw, ImageFont

from bot.discord_io.render import fonts
from bot.discord_io.render.chart import Bar, bar_chart
from bot.discord_io.render.fonts import Font, font_for
from bot.language.current import speaking
from bot.language.languages import language_of
from tests.unit.discord_io.render.test_chart import drawn

CJK = Path(simcord.__file__).with_name("preview") / "static/fonts/noto-sans-sc-v2.004.ttf"
DATES = ("11月12日", "11월 12일", "12. März", "12 févr.", "12 nov")


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which none is installed."""
    monkeypatch.setattr(fonts, "INSTALLED", ("no such font.ttf",))


@pytest.fixture
def cjk_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which one has Chinese letters; the demo brings it."""
    monkeypatch.setattr(fonts, "INSTALLED", ("no such font.ttf", str(CJK)))


def test_plain_letters_need_no_other_font() -> None:
    """Pillow's own is taken, wherever it runs."""
    font, texts = font_for(["29 Dec", "1,200", "11/12"], 27)
    assert texts == ["29 Dec", "1,200", "11/12"]
    assert font.getlength("29 Dec") == ImageFont.load_default(size=27).getlength("29 Dec")


def test_a_sign_that_it_has_stays() -> None:
    """It knows some signs beside ASCII."""
    assert font_for(["· …"], 27)[1] == ["· …"]


@pytest.mark.usefixtures("no_fonts")
def test_without_fonts_there_are_numbers_and_plain_letters() -> None:
    """Rather that than boxes; a space that keeps lines together becomes a plain one."""
    assert font_for(DATES, 27)[1] == ["11/12", "11/12", "12. Marz", "12 fevr.", "12 nov"]
    assert font_for(["1\N{NARROW NO-BREAK SPACE}200"], 27)[1] == ["1 200"]


@pytest.mark.usefixtures("cjk_font")
def test_a_font_that_has_the_letters_is_taken() -> None:
    """Then the words stay as they are; letters that it lacks, too, make it useless."""
    assert font_for(["11月12日"], 27)[1] == ["11月12日"]
    assert font_for(["11月12日", "\U0001f600"], 27)[1] == ["11/12", ""]


@pytest.mark.usefixtures("cjk_font")
def test_of_several_weights_the_regular_one_is_taken() -> None:
    """A file that holds all of them begins with the thinnest, which is hardly read at this size."""
    thin, font = ImageFont.truetype(str(CJK), 27), font_for(["月"], 27)[0]
    assert _ink(font) > 1.5 * _ink(thin)


def _ink(font: Font) -> int:
    image = Image.new("L", (40, 40))
    ImageDraw.Draw(image).text((0, 0), "月", 255, font)
    return sum(image.tobytes())


@pytest.mark.usefixtures("cjk_font")
def test_the_chart_has_its_labels() -> None:
    """What stands below the bars differs from what a font without these letters draws, box for box."""
    labels = ("11月3日", "11月10日")
    chart = drawn(*(Bar(label=label, value=3) for label in labels))
    boxes = drawn(*(Bar(label=label.replace("月", "年").replace("日", "年"), value=3) for label in labels))
    assert ImageChops.difference(chart, boxes).convert("L").getbbox() is not None


@pytest.mark.parametrize("tag", ["fr", "de", "ja"])
@pytest.mark.usefixtures("no_fonts")
def test_numbers_are_those_of_the_language(tag: str) -> None:
    """A bar of 1200: the picture is another one where the sign between thousands is."""
    language = language_of(tag)
    assert language is not None
    english = bar_chart([Bar(label="3", value=1200)])
    with speaking(language):
        other = bar_chart([Bar(label="3", value=1200)])
    assert (other == english) is (tag == "ja")


def test_the_font_of_the_demo_is_there() -> None:
    """The tests above would say nothing without it."""
    assert CJK.is_file()
