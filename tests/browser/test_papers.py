"""Looking at papers, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import expect

from tests.browser.test_demo import alerts, insist, newest, picture, use_command

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page


async def test_a_chart_is_drawn(page: Page, pictures: Path) -> None:
    """`/papers trends query:model` shows a picture as wide as it is made for, and its numbers in words."""
    await alerts(page).first.wait_for()
    reply = newest(page, "The days under the bars are Mondays.")
    await use_command(page, "/papers trends", "model", reply)
    chart = reply.get_by_alt_text("Bar chart of matching papers by week")
    await expect(chart).to_have_js_property("naturalWidth", 1100)
    await picture(page, pictures / "demo-trends.png", show=chart)


async def test_similar_papers_of_an_alert(page: Page) -> None:
    """The button of an alert answers for this person alone with papers about the same."""
    await alerts(page).first.wait_for()
    title = await alerts(page).last.get_by_role("link").first.inner_text()
    alert = alerts(page).filter(has_text=title).last  # by its title: a newer one may come at any moment
    reply = newest(page, "Only you can see this").filter(has_text="Similar papers").filter(has_text=title)
    await insist(alert.get_by_role("button", name="Similar").click, reply)
    await expect(reply).to_contain_text("Compared: ")
