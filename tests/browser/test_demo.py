"""A newcomer's first minute with the demo, in a real browser."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError
from playwright.async_api import expect

from tests.browser.conftest import Film, start_demo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from playwright.async_api import Browser, Locator, Page

    from tests.browser.conftest import Demo

pytestmark = pytest.mark.asyncio(loop_scope="module")  # that of the browser
_PRESSES = 4
_SCROLLS = 10
_ALL_OF_IT = 0.99  # but part of a pixel
_SOON = 3_000  # milliseconds
_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def insist(press: Callable[[], Awaitable[None]], outcome: Locator) -> None:
    """Press until there is the outcome: SimCord refuses a press that was meant for what the page showed before."""
    for _ in range(_PRESSES - 1):
        await press()
        with suppress(PlaywrightTimeoutError):
            await outcome.wait_for(timeout=_SOON)
            return
    await press()
    await outcome.wait_for()


async def use_command(page: Page, command: str, value: str, outcome: Locator, film: Film | None = None) -> None:
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


async def picture(page: Page, path: Path, *, show: Locator) -> None:
    """The conversation, with that in sight."""
    await show.scroll_into_view_if_needed()
    for avatar in await page.locator(".message-avatar img").all():
        await expect(avatar).to_have_js_property("naturalWidth", 96)
    await bring_into_sight(show)
    await page.locator("#preview-app").screenshot(path=path)


async def bring_into_sight(show: Locator) -> None:
    """Scroll until it is there: a page goes to its newest message whenever one comes, as Discord does."""
    for _ in range(_SCROLLS):
        await show.scroll_into_view_if_needed()
        with suppress(AssertionError):
            await expect(show).to_be_in_viewport(ratio=_ALL_OF_IT, timeout=_SOON)
            return
    raise AssertionError(await show.evaluate("it => `not in sight: ${it.textContent}`"))


async def test_alerts_appear_and_are_marked_as_sample_data(page: Page, demo: Demo, pictures: Path) -> None:
    """The first alerts come by themselves; page, alert and terminal say that their numbers are invented."""
    await alerts(page).first.wait_for()
    await expect(alerts(page).first).to_contain_text("· sample")
    await expect(page.locator("#channel-topic")).to_contain_text("Sample data")
    assert demo.said[0].startswith("Sample data")
    await picture(page, pictures / "demo.png", show=page.locator("article.channel-message").first)


async def is_at_the_welcome(page: Page) -> None:
    """Alerts are there, SimCord has loaded their pictures and scrolled, and the welcome is still in sight."""
    await alerts(page).nth(2).wait_for()
    await expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")
    await page.evaluate(_FRAMES)
    await expect(newest(page, "the real Paperboy")).to_be_in_viewport(ratio=_ALL_OF_IT)
    assert not await page.locator("#channel-timeline").evaluate("it => it.scrollTop")


async def test_it_stays_at_its_welcome_until_a_person_scrolls(chromium: Browser, tmp_path: Path) -> None:
    """Opened before the first alerts or after them, or again, a page shows the welcome; a wheel ends that."""
    with start_demo(tmp_path) as demo:
        page = await chromium.new_page()
        await page.goto(demo.url)
        await is_at_the_welcome(page)
        late = await chromium.new_page()
        await late.goto(demo.url)
        await is_at_the_welcome(late)
        await late.reload()
        await is_at_the_welcome(late)
        await late.locator("#channel-timeline").hover()
        await late.mouse.wheel(0, 300)
        await expect(late.locator("#channel-timeline")).to_have_js_property("scrollTop", 300)
        await is_at_the_welcome(page)
        await late.close()
        await page.close()


async def test_it_looks_like_discord(page: Page) -> None:
    """SimCord's workbench is not in sight."""
    await alerts(page).first.wait_for()
    for tool in ("#toolbar", "#messages-sidebar", "#inspector-panel"):
        await expect(page.locator(tool)).to_be_hidden()


async def test_the_first_alert_says_what_a_paper_brings(page: Page) -> None:
    """What a newcomer reads first is a result and no background."""
    first = re.compile("We propose (a simple and effective remedy|ControlNet|AlignProp)")
    await expect(alerts(page).first).to_contain_text(first)


async def test_a_phone_in_light_shows_what_to_type(chromium: Browser, demo: Demo) -> None:
    """The page takes the system's colours, and the line above the channel is whole on a narrow screen."""
    page = await chromium.new_page(viewport={"width": 390, "height": 844}, color_scheme="light")
    await page.goto(demo.url)
    topic = page.locator("#channel-topic")
    await expect(topic).to_contain_text("Type /alerts subscribe, Enter")
    assert await topic.evaluate("it => it.scrollWidth <= it.clientWidth && it.scrollHeight <= it.clientHeight")
    await expect(page.locator("html")).to_have_css("background-color", "rgb(251, 251, 251)")
    await expect(page).to_have_title("Paperboy")


async def test_only_what_can_be_seen_is_offered(page: Page) -> None:
    """The channel option has the page's channel alone: nothing goes where nobody can look."""
    await alerts(page).first.wait_for()
    await page.get_by_label("Message", exact=True).press_sequentially("/alerts settings")
    await page.get_by_role("option", name="/alerts settings").first.wait_for()
    await page.keyboard.press("Enter")
    await expect(page.locator("body")).not_to_contain_text(re.compile(r"\bgeneral\b"))
    await expect(page.locator("body")).not_to_contain_text("TestBot")


async def test_roles_are_offered_also_after_a_form_was_closed(page: Page) -> None:
    """A form that is closed unsent leaves the menus as they were: the role of the demo's server can be chosen."""
    await alerts(page).first.wait_for()
    button = page.get_by_role("button", name="Quiet hours…").last
    await page.get_by_label("Message", exact=True).press_sequentially("/alerts settings")
    await page.get_by_role("option", name="/alerts settings").first.wait_for()
    await page.keyboard.press("Enter")
    await insist(page.locator("#send-message").click, button)
    cancel = page.locator("#modal-root").get_by_role("button", name="Cancel")
    await insist(button.click, cancel)
    await cancel.click()
    readers = page.get_by_role("option", name="Readers").last
    await insist(page.get_by_text("No role", exact=True).last.click, readers)
    await readers.click()
    await page.keyboard.press("Escape")
    await expect(newest(page, "Role to mention")).to_contain_text("Readers")


async def test_a_person_subscribes_and_reads_an_abstract(page: Page, pictures: Path) -> None:
    """`/alerts subscribe query:diffusion` shows a dry run, Save keeps it, and Abstract shows a whole abstract."""
    await page.set_viewport_size({"width": 820, "height": 640})
    await alerts(page).first.wait_for()
    film = Film(page)
    await film.shoot(2500)
    save = page.get_by_role("button", name="Save", exact=True)
    await use_command(page, "/alerts subscribe", "diffusion", save, film)
    await bring_into_sight(newest(page, "Only you can see this").locator(".embed-title").first)
    await film.shoot(3000)
    await picture(page, pictures / "demo-subscribe.png", show=save)
    await film.shoot(3000)
    saved = newest(page, "New matches go to")
    await insist(save.click, saved)
    await expect(saved).to_contain_text("diffusion")
    await bring_into_sight(saved)
    await film.shoot(3000)

    alert = alerts(page).last
    title = await alert.get_by_role("link").first.inner_text()
    reply = newest(page, "Only you can see this").filter(has_text=title)
    await insist(alert.get_by_role("button", name="Abstract").click, reply)
    assert len(await reply.inner_text()) > 500
    await film.shoot(4000)
    film.save(pictures / "demo.webp")


async def test_a_wrong_query_shows_what_is_wrong(page: Page) -> None:
    """An open bracket is answered with a sentence and a caret, for this person alone."""
    await alerts(page).first.wait_for()
    reply = newest(page, "has no matching")
    await use_command(page, "/alerts subscribe", "diffusion (", reply)
    await expect(reply).to_contain_text("^")
    await expect(reply).to_contain_text("Only you can see this")


async def test_a_wrong_query_fits_a_phone(page: Page) -> None:
    """The line with the caret is as short as a phone needs."""
    await page.set_viewport_size({"width": 390, "height": 844})
    await alerts(page).first.wait_for()
    reply = newest(page, "has no matching")
    await use_command(page, "/alerts subscribe", "diffusion OR " * 8 + "(guidance and more", reply)
    block = reply.locator(".code-block")
    await expect(block).to_have_count(1)
    assert await block.evaluate("it => it.scrollWidth <= it.clientWidth")


async def open_deliver_option(page: Page) -> None:
    """Type `/alerts subscribe` with a query, and open its option `deliver`."""
    await alerts(page).first.wait_for()
    await page.get_by_label("Message", exact=True).press_sequentially("/alerts subscribe")
    await page.get_by_role("option", name="/alerts subscribe").first.wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.type("consistency")
    await page.get_by_role("button", name=re.compile(r"^\+\d+ more$")).click()
    await page.get_by_role("option", name="deliver", exact=False).first.click()


async def test_a_second_enter_keeps_what_was_chosen(page: Page) -> None:
    """Enter chooses an option's value, and Enter again sends it: the reply is about the chosen delivery."""
    await open_deliver_option(page)
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        await page.keyboard.press(key)
    chosen = await page.get_by_label("deliver", exact=True).input_value()
    reply = newest(page, "New matches would go").filter(has_text="consistency")
    await insist(lambda: page.keyboard.press("Enter"), reply)
    assert chosen == "weekly"
    await expect(reply).to_contain_text("weekly on Monday")


async def test_enter_sends_what_was_chosen_by_mouse(page: Page) -> None:
    """After a value was chosen with the mouse, Enter sends the command."""
    await open_deliver_option(page)
    await page.get_by_role("option", name="weekly").first.click()
    reply = newest(page, "New matches would go").filter(has_text="consistency")
    await insist(lambda: page.keyboard.press("Enter"), reply)
    await expect(reply).to_contain_text("weekly on Monday")
