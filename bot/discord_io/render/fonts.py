"""Fonts for what is drawn: Pillow brings one for ASCII alone; other letters need one that is installed.

Where none has them, the words are written with what there is: without accents, or as the numbers in them.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable

Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Files that usual systems have, small ones before those with Chinese, Japanese and Korean letters. Pillow looks
# for them where each system keeps its fonts.
INSTALLED: Final = (
    "DejaVuSans.ttf",  # Linux
    "NotoSans-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "Arial.ttf",  # macOS
    "arial.ttf",  # Windows
    "NotoSansCJK-Regular.ttc",  # Linux: fonts-noto-cjk, google-noto-sans-cjk-fonts, noto-fonts-cjk
    "NotoSansCJKsc-Regular.otf",
    "NotoSansCJKjp-Regular.otf",
    "NotoSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "ipagp.ttf",
    "NanumGothic.ttf",
    "PingFang.ttc",  # macOS
    "Hiragino Sans GB.ttc",
    "AppleSDGothicNeo.ttc",
    "Arial Unicode.ttf",
    "msyh.ttc",  # Windows
    "meiryo.ttc",
    "malgun.ttf",
)
_CELL = 64, 64  # pixels that a letter is drawn in to see whether there is one
_NO_LETTER = "\uffff"  # drawn as each font draws what it does not have
# They stand between thousands. Hardly any font has them, and what is drawn has no lines that could break.
_SPACES: Final = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")


def font_for(texts: Iterable[str], size: int) -> tuple[Font, list[str]]:
    """A font of `size` pixels, and the texts as they can be drawn with it: as they are if it has their letters."""
    plain = [plain_spaces(text) for text in texts]
    letters = "".join(sorted({letter for text in plain for letter in text if not letter.isascii()}))
    own = ImageFont.load_default(size=size)
    if not letters or _has(own, letters):
        return own, plain
    found = _installed(letters, size, INSTALLED)
    return (own, [_in_ascii(text) for text in plain]) if found is None else (found, plain)


def plain_spaces(text: str) -> str:
    """With plain spaces in place of those that keep a line from breaking."""
    return text.translate(_SPACES)


@lru_cache(maxsize=8)
def _installed(letters: str, size: int, names: tuple[str, ...]) -> Font | None:
    """The first font with all of these letters. Looking for one takes some milliseconds on a disk."""
    for name in names:
        try:
            font = ImageFont.truetype(name, size)
        except OSError:
            continue
        with suppress(OSError, ValueError):  # it has one weight, or none of that name
            font.set_variation_by_name("Regular")  # else one of several weights begins with the thinnest
        if _has(font, letters):
            return font
    return None


def _has(font: Font, letters: str) -> bool:
    nothing = _picture(font, _NO_LETTER)
    return all(_picture(font, letter) != nothing for letter in letters)


def _picture(font: Font, letter: str) -> bytes:
    image = Image.new("L", _CELL)
    ImageDraw.Draw(image).text((0, 0), letter, 255, font)
    return image.tobytes()


def _in_ascii(text: str) -> str:
    """`fevr.` for `févr.`; `11/12` for `11月12日`."""
    if text.isascii():
        return text
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return bare if bare.isascii() else "/".join(re.findall("[0-9]+", bare))
