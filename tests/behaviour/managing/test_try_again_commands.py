"""*Try again* under a command: its options come back as a form."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.subscription import Mode
from tests.behaviour.managing.test_try_again import fields, press_try_again
from tests.behaviour.world import World, press_save, said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

FENCE = "```"
WRONG = "trees `a` ```b``` ("


async def test_subscribe(world: World):
    """All options come back, minimum upvotes included, and make the intended draft once corrected."""
    other = world.guild.create_text_channel("other")
    options: dict[str, Any] = {"name": "My `trees`", "deliver": "weekly", "channel": other, "min_upvotes": 20}
    answer = await world.run("alerts subscribe", query=WRONG, **options)
    form = await press_try_again(world, answer)
    assert "20 upvotes or more" in str(form.modal)
    typed = {"query": WRONG, "name": "My `trees`", "deliver": "weekly", "channel": str(other.id)}
    assert fields(form) == typed
    still = await world.submit(form, query="(trees", channel=[other])
    form = await press_try_again(world, still)
    shown = await world.submit(form, query="trees", deliver=["weekly"], channel=[other])
    await press_save(world.manager, shown)
    saved = await world.one()
    assert (saved.query, saved.name, saved.mode) == ("trees upvotes:>=20", "My `trees`", Mode.WEEKLY)
    assert saved.destination_id == other.id


@pytest.mark.parametrize("options", [{"sort": "upvoted"}, {}])
async def test_search(world: World, options: dict[str, str]):
    """Everybody can try a search again, and the requested order is kept."""
    await world.list_papers(sighting(title="Trees", upvotes=9), sighting("2511.00002", title="More trees"))
    answer = await world.ask("papers search", query="trees (", **options)
    assert "`(` has no matching `)`." in said(answer)
    await world.restart()
    shown = answer.followups[-1] if answer.followups else answer.response
    form = await world.press(shown, "Try again", world.reader)
    assert fields(form) == {"query": "trees ("}
    found = said(await world.reader.submit_modal(form, filled(form, query="trees")))
    assert ("Most upvoted first" if options else "Newest first") in found


async def test_nothing_in_a_query_ends_its_block(world: World):
    """A query with many backticks is shown in one code block that fits."""
    for query in (WRONG, f"({'`' * 499}", f"upvotes:{'`' * 490}", "`" * 3000):
        answer = await world.run("alerts subscribe", query=query)
        shown = answer.followups[-1] if answer.followups else answer.response
        assert shown.content.count(FENCE) == 2
        assert len(shown.content) <= 2000


@pytest.mark.parametrize("whole", [True, False])
async def test_pause(world: World, *, whole: bool):
    """An invalid end of a pause can be corrected, for a subscription or a channel, also after a restart."""
    key = await world.subscribe("trees")
    options = {} if whole else {"subscription": key}
    answer = await world.run("alerts pause", until="some day", **options)
    assert "“some day” is not a valid date or duration" in said(answer)
    assert not (await world.saved())[0].paused
    await world.restart()
    form = await press_try_again(world, answer)
    assert fields(form) == {"until": "some day"}
    assert ("Pause this channel" in str(form.modal)) is whole
    assert "are skipped." in str(form.modal)
    told = await world.submit(form, until="2 weeks")
    assert "Paused" in said(told)
    found = await world.one()
    assert found.paused_until == world.now() + timedelta(weeks=2)
