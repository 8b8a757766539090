"""Forms, and sources that people add, in a demo of its own: a demo opens some sixteen pages and no more."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.acting import SOON, alerts, insist, newest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_category_of_arxiv_is_added(page: Page):
    """`/sources add` offers known sources; a category of arXiv has the sample's papers, without network."""
    offered = page.get_by_role("option", name="arXiv cs.CL")

    async def type_command():
        await page.reload()  # SimCord asks once for options; a busy bot may answer too late
        await alerts(page).first.wait_for()
        await page.get_by_label("Message", exact=True).press_sequentially("/sources add")
        await page.get_by_role("option", name="/sources add").first.wait_for()
        for _ in range(2):  # the command, then its first option
            await page.keyboard.press("Enter")
        await page.keyboard.type("cs.CL")
        await offered.wait_for(timeout=SOON)

    await insist(type_command, offered)
    await offered.click()
    add = page.get_by_role("button", name="Add", exact=True)
    await insist(lambda: page.keyboard.press("Enter"), add)
    await insist(add.click, newest(page, "Subscribe to get new papers"))


async def test_a_menu_of_one_does_not_count(page: Page):
    """The form of a subscription does not say below its menus that one to one options are to be chosen.

    The subscriptions are offered before anything is typed, and the chosen one is shown by its name.
    """
    form = page.get_by_role("dialog")

    async def open_form():
        await page.reload()  # SimCord asks once for options and once for the form; a busy bot may answer too late
        await alerts(page).first.wait_for()
        await page.get_by_label("Message", exact=True).press_sequentially("/alerts edit")
        await page.get_by_role("option", name="/alerts edit").first.wait_for()
        await page.keyboard.press("Enter")
        await page.get_by_role("option", name="Hot papers").click(timeout=SOON)
        await expect(page.get_by_label("subscription", exact=False).last).to_have_value("Hot papers")
        await expect(page.get_by_text("No options match")).to_be_hidden()
        await page.keyboard.press("Enter")

    await insist(open_form, form)
    count = form.locator(".select-guidance").filter(has_text="Choose 1–1")
    await expect(count.first).to_be_attached()  # else SimCord has changed
    for one in await count.all():
        await expect(one).to_be_hidden()
