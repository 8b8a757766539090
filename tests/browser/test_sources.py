"""Sources that people add, in a demo of its own: a demo opens some sixteen pages and no more."""

import pytest
from playwright.async_api import Page

from tests.browser.acting import alerts, insist, newest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_category_of_arxiv_is_added(page: Page):
    """`/sources add` offers known sources; a category of arXiv has the sample's papers, without network."""
    await alerts(page).first.wait_for()
    await page.get_by_label("Message", exact=True).press_sequentially("/sources add")
    await page.get_by_role("option", name="/sources add").first.wait_for()
    for _ in range(2):  # the command, then its first option
        await page.keyboard.press("Enter")
    await page.keyboard.type("cs.CL")
    await page.get_by_role("option", name="arXiv cs.CL").click()
    add = page.get_by_role("button", name="Add", exact=True)
    await insist(lambda: page.keyboard.press("Enter"), add)
    await insist(add.click, newest(page, "Subscribe to get new papers"))
