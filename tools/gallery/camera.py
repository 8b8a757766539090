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
    .embed-field { align-content: start !important; }
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
        """The page's elements from the first to the last that the shot selects."""
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
            opened = f", {_OPENED}" if shot.opened else ""
            return _smaller(await _photograph(page, shot.part + opened))
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
