"""The commands `/alerts export` and `/alerts import`."""

import json
from datetime import time
from typing import Any

import pytest

from bot.domain.preferences import DEFAULTS, Look, Preferences
from bot.domain.subscription import Mode
from tests.behaviour.managing.test_missing_channels import ASK
from tests.behaviour.world import World, said
from tests.support.fakes import sighting, subscribe, subscription


def entry(world: World, *subscriptions: dict[str, Any], **more: Any) -> dict[str, Any]:
    channel = {"channel": "papers", "id": str(world.channel.id), "subscriptions": list(subscriptions), **more}
    return {"paperboy": 1, "channels": [channel]}


async def all_of(world: World) -> dict[str, tuple[str, Mode, bool]]:
    found = await world.saved()
    return {s.name: (s.query, s.mode, s.paused) for s in found}


async def test_export_is_readable(world: World):
    """The exported file has names, queries and all values other than the defaults, in order."""
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


async def test_nothing_to_export(world: World):
    """Export without subscriptions names the command that makes one, and exports none of other servers."""
    await subscribe(world.store, subscription("zzzzz", "secret"))
    assert "`/alerts subscribe`" in await world.says("alerts export")


async def test_an_exported_file_changes_nothing(world: World):
    """An import of the exported file finds nothing to change, and has no buttons."""
    await world.subscribe("diffusion", name="Hot")
    await world.store.set_preferences(world.channel.id, Preferences(zone="Europe/Berlin", living=False), due={})
    shown = await world.imported(await world.exported())
    assert said(shown) == "Nothing to change."
    assert shown.response.components == []


async def test_the_plan_changes_nothing(world: World):
    """The plan lists every change and makes none; Import makes them."""
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
    assert "✏️ change **Hot**: Query: `diffusion` → `diffusion -survey`; " in text
    assert "; Name: **Hot** → **Hotter**; Delivery: instantly → daily" in text
    assert "⏸️ **Hot**: Paused until resumed." in text
    assert f"➕ add **New** to <#{world.channel.id}>: `agents`; weekly" in text
    assert (
        "18:00 UTC, weekly digests on Monday; Daily limit: No limit → 3 alerts a day"
        in text.partition("⚙️ change <#")[2]
    )
    assert "unchanged: **trees**." in text
    assert set(await all_of(world)) == {"Hot", "trees"}
    assert "Applied 3 changes." in await world.reply(shown, "Import")
    assert await all_of(world) == {
        "Hotter": ("diffusion -survey", Mode.DAILY, True),
        "trees": ("trees", Mode.NOW, False),
        "New": ("agents", Mode.WEEKLY, False),
    }
    place = await world.place()
    assert place.preferences == Preferences(most_a_day=3, digest_time=time(18))


async def test_imported_subscriptions_do_not_flood(world: World):
    """Papers that match at the import are the baseline."""
    stored = sighting("2511.00001", title="Agents")
    await world.list_papers(stored)
    await world.apply(entry(world, {"query": "agents"}))
    cache = await world.store.subscriptions()
    assert list(cache.baselines.values()) == [{stored.paper.id}]


async def test_delete_missing_deletes_other_subscriptions(world: World):
    """With delete_missing, subscriptions that the file lacks are listed in the plan and deleted."""
    await world.subscribe("diffusion")
    await world.subscribe("trees")
    shown = await world.imported(entry(world, {"query": "trees"}), delete_missing=True)
    assert "➖ delete **diffusion**" in said(shown)
    await world.reply(shown, "Import")
    assert set(await all_of(world)) == {"trees"}


async def test_channels_are_found_by_name(world: World):
    """A channel with an unknown id is found by its name; for a name of several channels there is a menu."""
    content = {
        "paperboy": 1,
        "channels": [{"channel": "#papers", "id": "5", "subscriptions": [{"query": "a1b2"}]}],
    }
    await world.apply(content)
    made = await world.one()
    assert made.destination_id == world.channel.id
    world.guild.create_category("papers")
    assert "Nothing to change" in said(await world.imported(content))
    world.guild.create_text_channel("papers")
    assert said(await world.imported(content)) == ASK


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"{", "JSON (line 1, column 2)"),
        (b"[]", "The file must be `{ … }`"),
        (b'{"paperboy": 2, "channels": []}', "`paperboy` must be `1`"),
        (b" " * 300_000, "too large (limit: 256 KB)"),
        (b'{"paperboy": 1}', "`channels` must be `[ … ]`"),
    ],
)
async def test_other_files(world: World, body: bytes, answer: str):
    """The answer to a file of another kind says what is wrong with it."""
    assert answer in said(await world.imported(body))


async def test_a_role_of_this_server_is_imported(world: World):
    """A role of this server is listed in the plan and stored by Import."""
    role = world.guild.create_role("Readers", mentionable=True)
    shown = await world.imported(entry(world, {"query": "a1"}, settings={"mention_role": str(role.id)}))
    assert f"⚙️ change <#{world.channel.id}>: Role to mention: No role → <@&{role.id}>" in said(shown)
    assert "Applied 2 changes." in await world.reply(shown, "Import")
    place = await world.place()
    assert place.preferences == Preferences(role_id=role.id)


async def test_the_plan_lists_changes_alone(world: World):
    """The plan lists a changed channel, and no value that stays."""
    key = await world.subscribe("diffusion", name="Hot")
    other = world.guild.create_text_channel("other")
    same = {"id": key, "name": "Hot", "query": "diffusion"}
    moved = {"paperboy": 1, "channels": [{"channel": "other", "id": str(other.id), "subscriptions": [same]}]}
    assert said(await world.imported(moved)).splitlines() == [
        "This import will:",
        f"✏️ change **Hot**: Channel: <#{world.channel.id}> → <#{other.id}>",
    ]


async def test_a_long_plan_is_cut(world: World):
    """The plan shows twenty changes and counts the others."""
    text = said(await world.imported(entry(world, *({"query": f"word{n}"} for n in range(25)))))
    assert text.count("➕") == 20
    assert "… and 5 more" in text


async def test_a_file_that_cannot_be_downloaded(world: World, monkeypatch: pytest.MonkeyPatch):
    """The answer to a file that Discord does not deliver says to try again."""
    monkeypatch.setattr(world.env.backend.cdn, "get", {}.get)
    assert "I couldn't download the file. Try again." in said(await world.imported(entry(world)))


async def test_another_manager_cannot_press_import(world: World):
    """Another manager's press of Import changes nothing."""
    shown = await world.imported(entry(world, {"query": "a1"}))
    other = world.another_manager()
    copy = await world.copy(shown)
    assert "This preview has expired" in await world.reply(copy, "Import", other)
    assert await all_of(world) == {}


async def test_too_many_and_duplicates_are_refused(world: World):
    """A plan above the limit or with a query twice says so once, lists no changes, and has no buttons."""
    many = entry(world, *({"query": f"word{n}"} for n in range(60)))
    shown = await world.imported(many)
    assert said(shown).splitlines() == [
        "Fix this first:",
        "⚠️ word25, word26, word27 and 32 more: At most 25 subscriptions can post there. Delete one first.",
    ]
    assert shown.response.components == []
    text = said(await world.imported(entry(world, {"query": "a1"}, {"query": "a1", "name": "Again"})))
    assert text == "Fix this first:\n⚠️ Again: The file has this query twice for the same channel."


async def test_a_plan_expires_after_15_minutes(world: World):
    """Cancel changes nothing, a plan expires after 15 minutes, and it outlives a restart."""
    content = entry(world, {"query": "a1"})
    assert await world.reply(await world.imported(content), "Cancel") == "Nothing was changed."
    late = await world.imported(content)
    world.now.forward(minutes=15)
    assert "This preview has expired" in await world.reply(late, "Import")
    early = await world.imported(content)
    await world.restart()
    assert await all_of(world) == {}
    assert "Applied 1 change." in await world.reply(early, "Import")


async def test_ids_of_other_servers_are_new_here(world: World):
    """An entry with the id of another server's subscription becomes a new subscription of this server."""
    await subscribe(world.store, subscription("zzzzz", "secret"))
    await world.apply(entry(world, {"id": "zzzzz", "query": "trees"}))
    found = {s.id: s for s in await world.saved()}
    assert found["zzzzz"].query == "secret"
    assert len(found) == 2


async def test_own_alerts_in_a_dm(world: World):
    """A file that is imported in a DM changes that DM, whatever channel it names."""
    person = world.reader.user
    content = json.dumps(entry(world, {"query": "trees"})).encode()
    shown = await person.slash("alerts import", file=("alerts.json", content))
    assert "Applied 1 change." in await world.reply(shown, "Import", person)
    made = await world.one()
    assert (made.guild_id, made.destination_id) == (None, person.dm_channel.id)
    place = await world.store.destination(world.channel.id)
    assert place is None or place.preferences == DEFAULTS
