"""`/alerts export` and `/alerts import`."""

from __future__ import annotations

import json
from datetime import time
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.domain.preferences import DEFAULTS, Look, Preferences
from bot.domain.subscription import Mode
from tests.behaviour.world import said
from tests.support.fakes import sighting, subscribe, subscription

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.behaviour.world import World


async def press(world: World, shown: InteractionResult, label: str = "Import") -> str:
    return said(await world.manager.click(shown.response, label=label))


def entry(world: World, *subscriptions: dict[str, Any], **more: Any) -> dict[str, Any]:
    channel = {"channel": "papers", "id": str(world.channel.id), "subscriptions": list(subscriptions), **more}
    return {"paperboy": 1, "channels": [channel]}


async def all_of(world: World) -> dict[str, tuple[str, Mode, bool]]:
    found = (await world.store.subscriptions()).subscriptions
    return {s.name: (s.query, s.mode, s.paused) for s in found}


async def test_export_is_readable(world: World) -> None:
    """The file holds names, queries and what differs from the defaults, in order, for the person alone."""
    key = await world.subscribe("diffusion", name="Hot", min_upvotes=20)
    other = await world.subscribe("trees", deliver="weekly")
    await world.run("alerts pause", subscription=other)
    chosen = Preferences(look=Look.COMPACT, quiet_from=time(22), quiet_until=time(7), most_a_day=5)
    await world.store.set_preferences(world.channel.id, chosen, due={})
    assert (await world.run("alerts export")).ephemeral
    assert await world.exported() == entry(
        world,
        {"id": key, "name": "Hot", "query": "diffusion upvotes:>=20"},
        {"id": other, "query": "trees", "deliver": "weekly", "paused": True},
        settings={"look": "compact", "quiet_hours": "22:00-07:00", "most_a_day": 5},
    )


async def test_nothing_to_export(world: World) -> None:
    """Without subscriptions the answer says how to make one; other servers' are never in the file."""
    await subscribe(world.store, subscription("zzzzz", "secret"))
    assert "`/alerts subscribe`" in said(await world.run("alerts export"))


async def test_what_was_exported_changes_nothing(world: World) -> None:
    """Importing the exported file finds nothing to change, and offers no button."""
    await world.subscribe("diffusion", name="Hot")
    await world.store.set_preferences(world.channel.id, Preferences(zone="Europe/Berlin", living=False), due={})
    shown = await world.imported(await world.exported())
    assert "Nothing has to change.\n1 subscription already matches the file." in said(shown)
    assert shown.response.components == []


async def test_plan_comes_before_the_change(world: World) -> None:
    """Every change is told before anything is done, and done by Import."""
    hot = await world.subscribe("diffusion", name="Hot")
    await world.subscribe("trees")
    content = entry(
        world,
        {"id": hot, "name": "Hotter", "query": "diffusion -survey", "deliver": "daily", "paused": True},
        {"query": "agents", "name": "New", "deliver": "weekly"},
        settings={"most_a_day": "3", "digest_time": "18:00"},
    )
    shown = await world.imported(content)
    text = said(shown)
    assert f"✏️ change **Hot** (`{hot}`): query: `diffusion` → `diffusion -survey`; " in text
    assert "; name: **Hot** → **Hotter**; delivery: instantly → daily" in text
    assert "⏸️ pause **Hot**" in text
    assert f"➕ add **New** to <#{world.channel.id}>: `agents`; delivery: weekly" in text
    assert "18:00 UTC; Daily limit: No limit → 3 alerts a day" in text.partition("⚙️ set <#")[2]
    assert "1 subscription is not in the file and stays as it is: **trees**. To end it, choose" in text
    assert set(await all_of(world)) == {"Hot", "trees"}
    assert "added 1 subscription, changed 1 subscription" in await press(world, shown)
    assert await all_of(world) == {
        "Hotter": ("diffusion -survey", Mode.DAILY, True),
        "trees": ("trees", Mode.NOW, False),
        "New": ("agents", Mode.WEEKLY, False),
    }
    place = await world.place()
    assert place.preferences == Preferences(most_a_day=3, digest_time=time(18))


async def test_imported_subscriptions_do_not_flood(world: World) -> None:
    """What matches already when a subscription is imported is its baseline."""
    known = sighting("2511.00001", title="Agents")
    await world.list_papers(known)
    await press(world, await world.imported(entry(world, {"query": "agents"})))
    cache = await world.store.subscriptions()
    assert list(cache.baselines.values()) == [{known.paper.id}]


async def test_missing_ones_are_ended_on_wish(world: World) -> None:
    """With end_missing what the file does not have is ended, told before."""
    await world.subscribe("diffusion")
    await world.subscribe("trees")
    shown = await world.imported(entry(world, {"query": "trees"}), end_missing=True)
    assert "➖ end **diffusion**" in said(shown)
    await press(world, shown)
    assert set(await all_of(world)) == {"trees"}


async def test_channels_by_name_and_from_elsewhere(world: World) -> None:
    """Without a known id a channel is found by its name; a name that none or several have is told."""
    content = {
        "paperboy": 1,
        "channels": [{"channel": "#papers", "id": "5", "subscriptions": [{"query": "a1b2"}]}],
    }
    await press(world, await world.imported(content))
    made = await world.one()
    assert made.destination_id == world.channel.id
    content["channels"][0]["channel"] = "nowhere"
    assert "no channel named nowhere: create it first, or name another one in the file." in said(
        await world.imported(content)
    )
    world.guild.create_text_channel("papers")
    content["channels"][0]["channel"] = "papers"
    assert "several channels named papers" in said(await world.imported(content))


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"{", "JSON (line 1, column 2)"),
        (b"\xff\xfe", "The file is not valid JSON"),
        (b"[" * 100_000, "The file is not valid JSON"),
        (b"[]", "the file must be `{ … }`"),
        (b'{"paperboy": 2, "channels": []}', "`paperboy` must be `1`"),
        (b" " * 300_000, "too large: 256 KB"),
        (b'{"paperboy": 1}', "`channels` must be `[ … ]`"),
    ],
)
async def test_other_files(world: World, body: bytes, answer: str) -> None:
    """What is no alerts file is answered with what is wrong, and changes nothing."""
    assert answer in said(await world.imported(body))


async def test_all_mistakes_are_told_at_once(world: World) -> None:
    """Each mistake comes with its channel and its subscription."""
    content = entry(
        world,
        {"query": "upvotes:>="},
        {"name": "Fast", "query": "a1", "deliver": "dayly"},
        {"query": "b2", "paused": "yes", "delivery": "now"},
        settings={"look": "big", "zone": "Mars", "mention_role": "x", "quiet_hours": "night", "living": 1},
    )
    text = said(await world.imported(content))
    for place in (
        "#papers, subscription 1 (`upvotes:>=`), `query`: At character 9 of `upvotes:>=`: `upvotes:>=` is not a",
        "#papers, subscription 2 (**Fast**): `deliver` must be `now`, `daily` or `weekly`.",
        "#papers, subscription 3 (`b2`): `paused` must be `true` or `false`",
        "#papers, subscription 3 (`b2`): Unknown entry `delivery`; valid: `id`",
        "#papers: `look` must be `card` or `compact`",
        "#papers, `zone`: Unknown time zone",
        "#papers: `mention_role` must be an id",
        "#papers, `quiet_hours`: Invalid quiet hours",
        "#papers: `living` must be `true` or `false`",
    ):
        assert place in text
    assert await all_of(world) == {}


async def test_roles_of_elsewhere_are_refused(world: World) -> None:
    """A role that this server does not have, or that is everyone, is refused before anything is changed."""
    content = entry(world, {"query": "a1"}, settings={"mention_role": "12345"})
    assert "I cannot mention that role" in said(await world.imported(content))
    content["channels"][0]["settings"] = {"mention_role": str(world.guild.id)}
    assert "I cannot mention that role" in said(await world.imported(content))
    assert await all_of(world) == {}


async def test_a_role_of_this_server_is_taken_over(world: World) -> None:
    """It is told before as every setting is, and mentioned from then on."""
    role = world.guild.create_role("Readers", mentionable=True)
    shown = await world.imported(entry(world, {"query": "a1"}, settings={"mention_role": str(role.id)}))
    assert f"⚙️ set <#{world.channel.id}>: Role to mention: nobody → <@&{role.id}>" in said(shown)
    assert "Imported: added 1 subscription, changed the settings of 1 channel." in await press(world, shown)
    place = await world.place()
    assert place.preferences == Preferences(role_id=role.id)


async def test_each_change_is_told_alone(world: World) -> None:
    """A name, a channel, a pause: what stays as it is is not mentioned."""
    key = await world.subscribe("diffusion", name="Hot")
    other = world.guild.create_text_channel("other")
    same = {"id": key, "name": "Hot", "query": "diffusion"}
    head, change = said(await world.imported(entry(world, same | {"name": "Hotter"}))).splitlines()
    assert head == "Nothing is changed yet. Importing would:"
    assert change == f"✏️ change **Hot** (`{key}`): name: **Hot** → **Hotter**"
    moved = {"paperboy": 1, "channels": [{"channel": "other", "id": str(other.id), "subscriptions": [same]}]}
    _, change = said(await world.imported(moved)).splitlines()
    assert change == f"✏️ change **Hot** (`{key}`): channel: <#{world.channel.id}> → <#{other.id}>"
    _, change = said(await world.imported(entry(world, same | {"paused": True}))).splitlines()
    assert change == "⏸️ pause **Hot**"
    _, change = said(await world.imported(entry(world, same | {"deliver": "weekly"}))).splitlines()
    assert change == f"✏️ change **Hot** (`{key}`): delivery: instantly → weekly"


async def test_a_long_plan_is_cut(world: World) -> None:
    """The first twenty changes are shown, the others counted."""
    text = said(await world.imported(entry(world, *({"query": f"word{n}"} for n in range(25)))))
    assert text.count("➕") == 20
    assert "… and 5 more changes." in text


async def test_a_file_that_discord_does_not_hand_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was deleted meanwhile, or the file server is down: the person may try again."""
    monkeypatch.setattr(world.env.backend.cdn, "get", {}.get)
    assert "Discord did not hand the file over: try again." in said(await world.imported(entry(world)))


async def test_another_manager_does_not_decide(world: World) -> None:
    """Should they get hold of the buttons, nothing is changed by them."""
    shown = await world.imported(entry(world, {"query": "a1"}))
    other = world.another_manager()
    channel = world.env.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    copy = await channel.send(view=discord.ui.View.from_message(shown.response.message))
    assert "That import is over" in said(await other.click(copy, label="Import"))
    assert await all_of(world) == {}


async def test_too_many_and_doubles_are_told_before(world: World) -> None:
    """Limits and the same query twice are told with no button."""
    many = entry(world, *({"query": f"word{n}"} for n in range(26)))
    shown = await world.imported(many)
    assert "would have 26 subscriptions; at most 25 are allowed." in said(shown)
    assert shown.response.components == []
    assert "the same query twice: a1" in said(await world.imported(entry(world, {"query": "a1"}, {"query": "a1"})))


async def test_cancel_and_time(world: World) -> None:
    """Cancel changes nothing; after a quarter of an hour Import says that it is over; a restart ends nothing."""
    content = entry(world, {"query": "a1"})
    assert await press(world, await world.imported(content), "Cancel") == "Nothing was changed."
    late = await world.imported(content)
    world.now.forward(minutes=15)
    assert "That import is over" in await press(world, late)
    early = await world.imported(content)
    await world.restart()
    assert await all_of(world) == {}
    assert "Imported: added 1 subscription." in await press(world, early)


async def test_another_server_s_ids_are_new_here(world: World) -> None:
    """An id that belongs to another server changes nothing there: it is a new subscription here."""
    await subscribe(world.store, subscription("zzzzz", "secret"))
    await press(world, await world.imported(entry(world, {"id": "zzzzz", "query": "trees"})))
    found = {s.id: s for s in (await world.store.subscriptions()).subscriptions}
    assert found["zzzzz"].query == "secret"
    assert len(found) == 2


async def test_own_alerts_in_a_dm(world: World) -> None:
    """In a DM a file goes to that DM, whatever channel it names."""
    person = world.reader.user
    content = json.dumps(entry(world, {"query": "trees"})).encode()
    shown = await person.slash("alerts import", file=("alerts.json", content))
    assert "Imported: added 1 subscription." in said(await person.click(shown.response, label="Import"))
    made = await world.one()
    assert (made.guild_id, made.destination_id) == (None, person.dm_channel.id)
    place = await world.store.destination(world.channel.id)
    assert place is None or place.preferences == DEFAULTS
