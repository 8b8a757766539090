"""Actions of a person at the demo's page, each repeated until it has an effect."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

WHOLE: Final = 0.99  # of what is to be in sight, but for part of a pixel
_PRESSES = 4
_SCROLLS = 10
SOON = 3_000  # milliseconds


@dataclass(frozen=True)
class Film:
    """Screenshots of a page, one after the other, for the animated picture of the README."""

    page: Page
    frames: list[tuple[bytes, int]] = field(default_factory=list)

    async def shoot(self, milliseconds: int):
        """Add the page as it is now, shown for so long."""
        self.frames.append((await self.page.screenshot(), milliseconds))

    def save(self, path: Path):
        """Write an animated WebP that starts again at its end."""
        first, *others = [Image.open(BytesIO(png)) for png, _ in self.frames]
        times = [time for _, time in self.frames]
        first.save(path, save_all=True, append_images=others, duration=times, loop=0, quality=70, method=4)


async def insist(press: Callable[[], Awaitable[None]], outcome: Locator):
    """Press until there is the outcome: SimCord refuses a press that was meant for what the page showed before."""
    for _ in range(_PRESSES - 1):
        with suppress(PlaywrightTimeoutError):
            await press()
            await outcome.wait_for(timeout=SOON)
            return
    await press()
    await outcome.wait_for()


async def use_command(page: Page, command: str, value: str, outcome: Locator, film: Film | None = None):
    """Type a command as a person does: its name, Enter, the first option's value, Enter."""
    await page.get_by_label("Message", exact=True).press_sequentially(command)
    await page.get_by_role("option", name=command).first.wait_for()
    if film:
        await film.shoot(1500)
    await page.keyboard.press("Enter")
    await page.keyboard.type(value)
    if film:
        await film.shoot(1500)
    await insist(lambda: page.keyboard.press("Enter"), outcome)


def alerts(page: Page) -> Locator:
    return page.locator("article.channel-message").filter(has_text="Matched:")


def newest(page: Page, text: str) -> Locator:
    return page.locator("article.channel-message").filter(has_text=text).last


async def picture(page: Page, path: Path, *, show: Locator):
    """The conversation, with that in sight."""
    await show.scroll_into_view_if_needed()
    for avatar in await page.locator(".message-avatar img").all():
        await expect(avatar).to_have_js_property("naturalWidth", 96)
    await bring_into_sight(show)
    await page.locator("#preview-app").screenshot(path=path)


async def bring_into_sight(show: Locator):
    """Scroll until it is there: a page goes to its newest message whenever one comes, as Discord does."""
    for _ in range(_SCROLLS):
        await show.scroll_into_view_if_needed()
        with suppress(AssertionError):
            await expect(show).to_be_in_viewport(ratio=WHOLE, timeout=SOON)
            return
    raise AssertionError(await show.evaluate("it => `not in sight: ${it.textContent}`"))
