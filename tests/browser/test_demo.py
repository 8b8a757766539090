"""A newcomer's first minutes with the demo, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.acting import (
    WHOLE,
    Film,
    alerts,
    bring_into_sight,
    insist,
    newest,
    picture,
    use_command,
)
from tests.browser.conftest import Demo, start_demo

pytestmark = pytest.mark.asyncio(loop_scope="module")  # that of the browser
_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def test_a_newcomer_sees_alerts_of_sample_data(page: Page, demo: Demo, pictures: Path):
    """The first alerts come by themselves; page, alert and terminal say that their numbers are invented.

    The first one begins with a result and no background. SimCord's workbench is not in sight.
    """
    first = alerts(page).first
    await first.wait_for()
    await expect(first).to_contain_text("· sample")
    await expect(first).to_contain_text(
        re.compile("We propose (a simple and effective remedy|ControlNet|AlignProp)")
    )
    await expect(page.locator("#channel-topic")).to_contain_text("Sample data")
    assert demo.said[0].startswith("Sample data")
    for tool in ("#toolbar", "#messages-sidebar", "#inspector-panel"):
        await expect(page.locator(tool)).to_be_hidden()
    await picture(page, pictures / "demo.png", show=page.locator("article.channel-message").first)


async def is_at_the_welcome(page: Page):
    """Alerts are there, SimCord has loaded their pictures and scrolled, and the welcome is still in sight."""
    await alerts(page).nth(2).wait_for()
    await expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")
    await page.evaluate(_FRAMES)
    await expect(newest(page, "the real Paperboy")).to_be_in_viewport(ratio=WHOLE)
    assert not await page.locator("#channel-timeline").evaluate("it => it.scrollTop")


async def test_it_stays_at_its_welcome_until_a_person_scrolls(chromium: Browser, tmp_path: Path):
    """Opened before the first alerts or after them, or again, a page shows the welcome.

    A wheel ends that, and so does the button that jumps to the newest message.
    """
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
        await page.locator("#new-messages").dispatch_event("click")  # shown when something came after opening
        await expect(alerts(page).last).to_be_in_viewport()
        await late.close()
        await page.close()


async def test_a_phone_in_light_shows_what_to_type(chromium: Browser, demo: Demo):
    """The page takes the system's colours, and the line above the channel is whole on a narrow screen."""
    page = await chromium.new_page(viewport={"width": 390, "height": 844}, color_scheme="light")
    await page.goto(demo.url)
    topic = page.locator("#channel-topic")
    await expect(topic).to_contain_text("Type /alerts subscribe, Enter")
    assert await topic.evaluate("it => it.scrollWidth <= it.clientWidth && it.scrollHeight <= it.clientHeight")
    await expect(page.locator("html")).to_have_css("background-color", "rgb(251, 251, 251)")
    await expect(page).to_have_title("Paperboy")


async def test_settings_offer_what_can_be_seen(page: Page):
    """The channel option has the page's channel alone: nothing goes where nobody can look.

    A form that is closed unsent leaves the menus as they were: the role of the demo's server can be chosen.
    """
    await alerts(page).first.wait_for()
    button = page.get_by_role("button", name="Quiet hours…").last
    await page.get_by_label("Message", exact=True).press_sequentially("/alerts settings")
    await page.get_by_role("option", name="/alerts settings").first.wait_for()
    await page.keyboard.press("Enter")
    for hidden in (re.compile(r"\bgeneral\b"), "TestBot"):
        await expect(page.locator("body")).not_to_contain_text(hidden)
    await insist(page.locator("#send-message").click, button)
    cancel = page.locator("#modal-root").get_by_role("button", name="Cancel")
    await insist(button.click, cancel)
    await cancel.click()
    readers = page.get_by_role("option", name="Readers").last
    await insist(page.get_by_text("No role", exact=True).last.click, readers)
    await readers.click()
    await page.keyboard.press("Escape")
    await expect(newest(page, "Role to mention")).to_contain_text("Readers")


async def test_a_person_subscribes_and_reads_an_abstract(page: Page, pictures: Path):
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


async def test_a_wrong_query_shows_what_is_wrong(page: Page):
    """An open bracket is answered with a sentence and a caret, for this person alone."""
    await alerts(page).first.wait_for()
    reply = newest(page, "has no matching")
    await use_command(page, "/alerts subscribe", "diffusion (", reply)
    await expect(reply).to_contain_text("^")
    await expect(reply).to_contain_text("Only you can see this")


async def test_a_wrong_query_fits_a_phone(page: Page):
    """The line with the caret is as short as a phone needs."""
    await page.set_viewport_size({"width": 390, "height": 844})
    await alerts(page).first.wait_for()
    reply = newest(page, "has no matching")
    await use_command(page, "/alerts subscribe", "diffusion OR " * 8 + "(guidance and more", reply)
    block = reply.locator(".code-block")
    await expect(block).to_have_count(1)
    assert await block.evaluate("it => it.scrollWidth <= it.clientWidth")


async def open_deliver_option(page: Page):
    """Type `/alerts subscribe` with a query, and open its option `deliver`."""
    await alerts(page).first.wait_for()
    await page.get_by_label("Message", exact=True).press_sequentially("/alerts subscribe")
    await page.get_by_role("option", name="/alerts subscribe").first.wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.type("consistency")
    await page.get_by_role("button", name=re.compile(r"^\+\d+ more$")).click()
    await page.get_by_role("option", name="deliver", exact=False).first.click()


@pytest.mark.parametrize("keys", [("ArrowDown", "ArrowDown"), tuple("WEEKLY")], ids=["arrows", "typed"])
async def test_a_second_enter_keeps_what_was_chosen(page: Page, keys: tuple[str, ...]):
    """Enter chooses an option's value, typed in any case, and Enter again sends it, seen in the reply."""
    await open_deliver_option(page)
    for key in (*keys, "Enter"):
        await page.keyboard.press(key)
    chosen = await page.get_by_label("deliver", exact=True).input_value()
    reply = newest(page, "New matches would go").filter(has_text="consistency")
    await insist(lambda: page.keyboard.press("Enter"), reply)
    assert chosen == "weekly"
    await expect(reply).to_contain_text("weekly on Monday")


async def test_enter_sends_what_was_chosen_by_mouse(page: Page):
    """After a value was chosen with the mouse, Enter sends the command."""
    await open_deliver_option(page)
    await page.get_by_role("option", name="weekly").first.click()
    reply = newest(page, "New matches would go").filter(has_text="consistency")
    await insist(lambda: page.keyboard.press("Enter"), reply)
    await expect(reply).to_contain_text("weekly on Monday")


async def test_a_chart_is_drawn(page: Page, pictures: Path):
    """`/papers chart query:model` shows a picture as wide as it is made for, and describes it."""
    await alerts(page).first.wait_for()
    reply = newest(page, "Faded bars show incomplete weeks")
    await use_command(page, "/papers chart", "model", reply)
    chart = reply.get_by_alt_text("Matches per week")
    await expect(chart).to_have_js_property("naturalWidth", 1100)
    await picture(page, pictures / "demo-chart.png", show=chart)


async def test_a_search_leads_to_its_trend(page: Page, pictures: Path):
    """A line pasted whole is run, and *Chart* under what was found draws several weeks of the sample."""
    await alerts(page).first.wait_for()
    found = newest(page, "diffusion -survey")
    trend = found.get_by_role("button", name="Chart", exact=True)
    await page.get_by_label("Message", exact=True).fill("/papers search query:diffusion -survey")
    await insist(lambda: page.keyboard.press("Enter"), trend)
    reply = newest(page, "Faded bars show incomplete weeks").filter(has_text="diffusion -survey")
    chart = reply.get_by_alt_text("Matches per week")
    await insist(trend.click, chart)
    await expect(chart).to_have_js_property("naturalWidth", 1100)
    told = await chart.get_attribute("alt") or ""
    assert len(re.findall(r"[1-9]\d* of \d", told)) >= 4, told
    await picture(page, pictures / "demo-search-chart.png", show=chart)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("/alerts delete", "There is no command /alerts delete. Choose one:"),
        ("/delete", "There is no command /delete. Choose one:"),
        ("/alerts list diffusion", "/alerts list takes no more words. Press Enter to run it."),
    ],
)
async def test_what_is_no_command_is_not_sent(page: Page, line: str, hint: str):
    """A line that is no command lists the commands there are, and nothing is sent."""
    await alerts(page).first.wait_for()
    hinted = page.locator("#channel-composer").filter(has_text=hint)

    async def send_line():
        message = page.get_by_label("Message", exact=True)
        await message.fill("/")
        await page.get_by_role("option", name="/alerts list").first.wait_for()  # the commands are loaded
        await message.press_sequentially(line.removeprefix("/"))
        await page.keyboard.press("Enter")

    await insist(send_line, hinted)
    await expect(page.locator("article.channel-message").filter(has_text=line)).to_have_count(0)


async def test_similar_papers_of_an_alert(page: Page):
    """The button under an alert's abstract answers for this person alone with papers about the same."""
    await alerts(page).first.wait_for()
    title = await alerts(page).last.get_by_role("link").first.inner_text()
    alert = alerts(page).filter(has_text=title).last  # by its title: a newer one may come at any moment
    abstract = newest(page, "Only you can see this").filter(has_text=title)
    await insist(alert.get_by_role("button", name="Abstract").click, abstract)
    reply = abstract.filter(has_text="Papers similar to")
    await insist(abstract.get_by_role("button", name="Similar").click, reply)
    await expect(reply).to_contain_text("Searched: ")
