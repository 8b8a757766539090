"""Photographs of SimCord's page."""

from __future__ import annotations

import io
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING

from PIL import Image
from playwright.async_api import async_playwright

from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from playwright.async_api import Browser, Page

WIDTH, _HEIGHT = 640, 2400  # CSS pixels; what is photographed is cut out
_SCALE = 1.5
_MARGIN = 14
_COLOURS = 128
_PATIENCE = 30_000  # milliseconds
_PLAIN = """
    .preview-toolbar, .messages-sidebar { display: none !important; }
    .modal-backdrop { background: var(--discord-bg) !important; }
    #focused-content { padding: 14px 0 !important; }
    .modal-dialog, .modal-body { max-height: none !important; }
    * { caret-color: transparent !important; animation: none !important; transition: none !important; }
    :focus-visible { outline: none !important; }
"""
_RENAME = """names => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
        for (const [old, wanted] of Object.entries(names))
            walker.currentNode.nodeValue = walker.currentNode.nodeValue.replaceAll(old, wanted);
}"""
_LOADED = """() => window.simcordPreview?.ready && document.fonts.status === "loaded"
    && [...document.images].every(image => image.complete && image.naturalWidth)"""


class Theme(StrEnum):
    """Discord's appearance."""

    DARK = "dark"
    LIGHT = "light"


class NoBrowserError(PaperboyError):
    """Chromium is not there."""


@dataclass(frozen=True, kw_only=True)
class Camera:
    """Takes PNGs, small and the same for the same page."""

    browser: Browser

    async def take(self, url: str, part: str, theme: Theme, names: Mapping[str, str]) -> bytes:
        """The page's elements from the first to the last that `part` selects.

        `names` are replaced by others, so that what the bot draws by lot looks the same in every run.
        """
        page = await self.browser.new_page(
            viewport={"width": WIDTH, "height": _HEIGHT},
            device_scale_factor=_SCALE,
            reduced_motion="reduce",
            bypass_csp=True,  # for the styles below
        )
        try:
            page.set_default_timeout(_PATIENCE)
            await page.goto(url)
            await page.add_style_tag(content=_PLAIN)
            if theme is Theme.LIGHT:
                await page.add_style_tag(content=(files("tools.gallery") / "light.css").read_text("utf-8"))
            await page.locator(part).first.wait_for()
            await page.wait_for_load_state("networkidle")  # pictures are fetched after the rest was drawn
            await page.wait_for_function(_LOADED)
            await page.evaluate(_RENAME, dict(names))
            return _smaller(await _photograph(page, part))
        finally:
            await page.close()


async def _photograph(page: Page, part: str) -> bytes:
    boxes = [box for found in await page.locator(part).all() if (box := await found.bounding_box())]
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    around = {"x": max(0, left - _MARGIN), "y": max(0, top - _MARGIN)}
    width, height = right + _MARGIN - around["x"], bottom + _MARGIN - around["y"]
    return await page.screenshot(clip={**around, "width": width, "height": height})


def _smaller(png: bytes) -> bytes:
    """With a palette instead of full colours."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    kept = io.BytesIO()
    image.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()


@asynccontextmanager
async def open_camera() -> AsyncGenerator[Camera]:
    """A camera with Debian's browser. Raises NoBrowserError where there is none."""
    path = shutil.which("chromium")
    if path is None:
        raise NoBrowserError("Chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield Camera(browser=browser)
        await browser.close()
