"""Commands about papers, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.test_demo import alerts, insist, newest, picture, use_command

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page


pytestmark = pytest.mark.asyncio(loop_scope="module")  # that of the browser


async def test_a_chart_is_drawn(page: Page, pictures: Path) -> None:
    """`/papers chart query:model` shows a picture as wide as it is made for, and describes it."""
    await alerts(page).first.wait_for()
    reply = newest(page, "Faded bars show incomplete weeks")
    await use_command(page, "/papers chart", "model", reply)
    chart = reply.get_by_alt_text("Matches per week")
    await expect(chart).to_have_js_property("naturalWidth", 1100)
    await picture(page, pictures / "demo-chart.png", show=chart)


async def test_a_search_leads_to_its_trend(page: Page, pictures: Path) -> None:
    """*Chart* under what was found draws the weeks of the sample, of which a newcomer sees several at once."""
    await alerts(page).first.wait_for()
    trend = page.get_by_role("button", name="Chart", exact=True).last
    await use_command(page, "/papers search", "diffusion -survey", trend)
    reply = newest(page, "Faded bars show incomplete weeks").filter(has_text="diffusion -survey")
    chart = reply.get_by_alt_text("Matches per week")
    await insist(trend.click, chart)
    await expect(chart).to_have_js_property("naturalWidth", 1100)
    told = await chart.get_attribute("alt") or ""
    assert len(re.findall(r"[1-9]\d* of \d", told)) >= 4, told
    await picture(page, pictures / "demo-search-chart.png", show=chart)


async def test_a_menu_of_one_does_not_count(page: Page) -> None:
    """The form of a subscription does not say below its menus that one to one options are to be chosen."""
    await alerts(page).first.wait_for()
    edit = page.get_by_role("button", name="Edit", exact=True).last
    await page.get_by_label("Message", exact=True).press_sequentially("/alerts list")
    await page.get_by_role("option", name="/alerts list").first.wait_for()
    await page.keyboard.press("Enter")
    await insist(page.get_by_role("button", name="Send").click, edit)
    form = page.get_by_role("dialog")
    await insist(edit.click, form)
    count = form.locator(".select-guidance").filter(has_text="Choose 1")
    await expect(count.first).to_be_attached()  # else SimCord has changed
    for one in await count.all():
        await expect(one).to_be_hidden()


async def test_similar_papers_of_an_alert(page: Page) -> None:
    """The button under an alert's abstract answers for this person alone with papers about the same."""
    await alerts(page).first.wait_for()
    title = await alerts(page).last.get_by_role("link").first.inner_text()
    alert = alerts(page).filter(has_text=title).last  # by its title: a newer one may come at any moment
    abstract = newest(page, "Only you can see this").filter(has_text=title)
    await insist(alert.get_by_role("button", name="Abstract").click, abstract)
    reply = abstract.filter(has_text="Papers similar to")
    await insist(abstract.get_by_role("button", name="Similar").click, reply)
    await expect(reply).to_contain_text("Searched: ")
