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
from bot.sandbox.page import AS_DISCORD

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from playwright.async_api import Browser, FloatRect, Page

WIDTH, _HEIGHT = 640, 2400  # CSS pixels; what is photographed is cut out
_SCALE, _LONG_SCALE = 1.5, 1.2
_LONG = 800  # CSS pixels: what is higher, a long list say, would make most of the page's bytes
_MARGIN = 14
_COLOURS = 256
_PATIENCE, _DRAWN = 30_000, 150  # milliseconds
_OPENED = ".select-list:popover-open"
_PLAIN = """
    .preview-toolbar, .messages-sidebar { display: none !important; }
    .modal-backdrop { background: var(--discord-bg) !important; }
    #focused-content { padding: 14px 0 !important; }
    .preview-app:has(#channel-layout:not([hidden])), #channel-layout, #channel-timeline {
        flex: none !important; height: auto !important; min-height: 0 !important; overflow: visible !important;
    }
    .channel-composer, .history-button { display: none !important; }
    .modal-dialog, .modal-body { max-height: none !important; }
    .select-list, .select-options { max-height: none !important; }
    .select-guidance { display: none !important; }
    .embed-card .markdown-paragraph + .markdown-paragraph { margin-top: 18px !important; }
    * { caret-color: transparent !important; animation: none !important; transition: none !important; }
    :focus-visible { outline: none !important; }
"""
_LOADED = """() => window.simcordPreview?.ready && document.fonts.status === "loaded"
    && [...document.images].every(image => image.complete && image.naturalWidth)"""


class Theme(StrEnum):
    """Discord's appearance."""

    DARK = "dark"
    LIGHT = "light"


class NoBrowserError(PaperboyError):
    """Chromium is not there."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """What is photographed of a page, and what is set right on it.

    `names` are replaced by others, so that what the bot draws by lot looks the same in every run; `channels` has
    the names of channels by id, for mentions that SimCord leaves as they are; `command` is what was typed.
    `opened` is the menu, counted from 1, that is open; 0 for none.
    """

    part: str
    theme: Theme
    names: Mapping[str, str]
    channels: Mapping[str, str]
    command: str = ""
    opened: int = 0


@dataclass(frozen=True, kw_only=True)
class Camera:
    """Takes PNGs, small and the same for the same page."""

    browser: Browser

    async def take(self, url: str, shot: Shot) -> bytes:
        """The page's elements from the first to the last that the shot selects; a long picture in less detail."""
        async with self._shown(url, shot, _SCALE) as page:
            around = await _around(page, shot)
            if scale_of(around["height"]) == _SCALE:
                return _smaller(await page.screenshot(clip=around))
        async with self._shown(url, shot, _LONG_SCALE) as page:
            return _smaller(await page.screenshot(clip=await _around(page, shot)))

    @asynccontextmanager
    async def _shown(self, url: str, shot: Shot, scale: float) -> AsyncGenerator[Page]:
        """The page in so many pixels for one of CSS, set right and ready."""
        page = await self.browser.new_page(
            viewport={"width": WIDTH, "height": _HEIGHT},
            device_scale_factor=scale,
            reduced_motion="reduce",
            bypass_csp=True,  # for the styles below
        )
        try:
            page.set_default_timeout(_PATIENCE)
            await page.goto(url)
            await page.add_style_tag(content=AS_DISCORD + _PLAIN)
            if shot.theme is Theme.LIGHT:
                await page.add_style_tag(content=(files("bot.sandbox") / "data" / "light.css").read_text("utf-8"))
            await page.locator(shot.part).first.wait_for()
            await page.wait_for_load_state("networkidle")  # pictures are fetched after the rest was drawn
            await page.wait_for_function(_LOADED)
            if shot.opened:
                await page.locator(f"{shot.part} .select-trigger").nth(shot.opened - 1).click()
                await page.wait_for_timeout(_DRAWN)
            script = (files("tools.gallery") / "as_discord.js").read_text("utf-8")
            await page.evaluate(script, {"names": shot.names, "channels": shot.channels, "command": shot.command})
            yield page
        finally:
            await page.close()


def scale_of(height: float) -> float:
    """How many pixels a picture of this height in CSS pixels has for one of them."""
    return _LONG_SCALE if height > _LONG else _SCALE


async def _around(page: Page, shot: Shot) -> FloatRect:
    """What is cut out, in CSS pixels: the parts with what is opened, and a margin."""
    part = f"{shot.part}, {_OPENED}" if shot.opened else shot.part
    boxes = [box for found in await page.locator(part).all() if (box := await found.bounding_box())]
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    x, y = max(0, left - _MARGIN), max(0, top - _MARGIN)
    return {"x": x, "y": y, "width": right + _MARGIN - x, "height": bottom + _MARGIN - y}


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
