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

from bot.demo.page import AS_DISCORD
from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from playwright.async_api import Browser, FloatRect, Page

WIDTH, _HEIGHT = 640, 2400  # CSS pixels; a picture is a part of it
_SCALE, _LONG_SCALE = 1.5, 1.2
_LONG_HEIGHT = 800  # CSS pixels; a taller picture, such as a long list, has less detail to save bytes
_MARGIN = 14
_COLOURS = 256
_LOAD_TIMEOUT, _DRAWING_TIME = 30_000, 150  # milliseconds for the page to load, for an opened menu to be drawn
_OPEN_LIST = ".select-list:popover-open"  # the list of an open menu
# Hides what a picture does not need, and shows the whole of long parts.
_PLAIN_STYLES = """
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
_IS_LOADED_SCRIPT = """() => window.simcordPreview?.ready && document.fonts.status === "loaded"
    && [...document.images].every(image => image.complete && image.naturalWidth)"""


class Theme(StrEnum):
    """Discord's appearance."""

    DARK = "dark"
    LIGHT = "light"


class NoBrowserError(PaperboyError):
    """Chromium is not installed."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """The part of a page to photograph, with corrections to the page.

    `names` replaces random names of the bot, so that each run gives the same picture. `channels` has the names of
    channels by id, for mentions that SimCord does not render. `command` is the typed command. `open_menu` is the
    number of the open menu, from 1; 0 for none.
    """

    part: str
    theme: Theme
    names: Mapping[str, str]
    channels: Mapping[str, str]
    command: str = ""
    open_menu: int = 0


@dataclass(frozen=True, kw_only=True)
class Camera:
    """Camera for small PNGs; the same page gives the same bytes."""

    browser: Browser

    async def take(self, url: str, shot: Shot) -> bytes:
        """Photograph the page's elements from the first to the last of the shot; a long picture in less detail."""
        async with self._open_page(url, shot, _SCALE) as page:
            around = await _around(page, shot)
            if scale_of(around["height"]) == _SCALE:
                return _smaller(await page.screenshot(clip=around))
        async with self._open_page(url, shot, _LONG_SCALE) as page:
            return _smaller(await page.screenshot(clip=await _around(page, shot)))

    async def take_document(self, html: str, theme: Theme) -> bytes:
        """Photograph a whole document that is no page of SimCord's, such as a mail."""
        page = await self.browser.new_page(
            viewport={"width": WIDTH, "height": 100},
            device_scale_factor=_LONG_SCALE,
            color_scheme="light" if theme is Theme.LIGHT else "dark",
        )
        try:
            await page.set_content(html)
            return _smaller(await page.screenshot(full_page=True))
        finally:
            await page.close()

    @asynccontextmanager
    async def _open_page(self, url: str, shot: Shot, scale: float) -> AsyncGenerator[Page]:
        """Open the page with this many pixels per CSS pixel, and wait until it is ready."""
        page = await self.browser.new_page(
            viewport={"width": WIDTH, "height": _HEIGHT},
            device_scale_factor=scale,
            reduced_motion="reduce",
            bypass_csp=True,  # for the styles below
        )
        try:
            page.set_default_timeout(_LOAD_TIMEOUT)
            await page.goto(url)
            await page.add_style_tag(content=AS_DISCORD + _PLAIN_STYLES)
            if shot.theme is Theme.LIGHT:
                await page.add_style_tag(content=(files("bot.demo") / "data" / "light.css").read_text("utf-8"))
            await page.locator(shot.part).first.wait_for()
            await page.wait_for_load_state("networkidle")  # pictures are fetched after the rest was drawn
            await page.wait_for_function(_IS_LOADED_SCRIPT)
            if shot.open_menu:
                await page.locator(f"{shot.part} .select-trigger").nth(shot.open_menu - 1).click()
                await page.wait_for_timeout(_DRAWING_TIME)
            script = (files("tools.gallery") / "as_discord.js").read_text("utf-8")
            await page.evaluate(script, {"names": shot.names, "channels": shot.channels, "command": shot.command})
            yield page
        finally:
            await page.close()


def scale_of(height: float) -> float:
    """Return the pixels per CSS pixel for a picture of this height in CSS pixels."""
    return _LONG_SCALE if height > _LONG_HEIGHT else _SCALE


async def _around(page: Page, shot: Shot) -> FloatRect:
    """Return the clip in CSS pixels: the elements with what they open, and a margin."""
    part = f"{shot.part}, {_OPEN_LIST}" if shot.open_menu else shot.part
    boxes = [box for found in await page.locator(part).all() if (box := await found.bounding_box())]
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    x, y = max(0, left - _MARGIN), max(0, top - _MARGIN)
    return {"x": x, "y": y, "width": right + _MARGIN - x, "height": bottom + _MARGIN - y}


def _smaller(png: bytes) -> bytes:
    """Return the PNG with a palette instead of full colours."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    buffer = io.BytesIO()
    image.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


@asynccontextmanager
async def open_camera() -> AsyncGenerator[Camera]:
    """Open a camera with Debian's browser. Raises NoBrowserError if there is none."""
    path = shutil.which("chromium")
    if path is None:
        raise NoBrowserError("Chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield Camera(browser=browser)
        await browser.close()
