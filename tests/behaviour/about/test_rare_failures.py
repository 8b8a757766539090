"""Rare failures around commands, each of which must end in a sentence."""

from typing import Any

import pytest

from bot.domain.errors import StoreError
from bot.domain.ports import Store
from tests.behaviour.world import OVER, World, said


def broken(store: Store, verb: str, error: Exception):
    """Make a verb of the store fail."""

    async def fail(*_args: Any, **_options: Any):
        raise error

    setattr(store, verb, fail)


async def test_only_the_creator_can_save_a_draft(world: World):
    """Another person's press on a preview's buttons changes nothing."""
    shown = await world.run("alerts subscribe", query="diffusion")
    other = world.another_manager()
    copy = await world.copy(shown)
    assert OVER in await world.reply(copy, "Save", other)
    assert await world.saved() == ()


async def test_mistakes_without_a_draft(world: World):
    """If the store cannot keep a draft, the mistake is reported without a button to the form."""
    broken(world.store, "set_note", StoreError("The disk is full."))
    answer = await world.run("papers search", query="(")
    assert "`(` has no matching `)`." in said(answer)
    assert "Try again" not in str(answer.followups[-1].components if answer.followups else "")


async def test_autocomplete_survives_a_broken_store(world: World):
    """If the store fails, there are no choices, and the person can still type."""
    await world.subscribe("diffusion")
    broken(world.store, "subscriptions", StoreError("The disk is full."))
    assert await world.offered("alerts pause", "subscription", "") == []


OUTAGE = "PostgreSQL at db.internal:5432 cannot be reached: start it, or correct PAPERBOY_STORE__URL."
AWAY = "I can't reach my database. Try again in a minute."


async def test_only_the_host_reads_why_the_store_fails(world: World, caplog: pytest.LogCaptureFixture):
    """People read that the store is away, in a reply and for each step of an import; its address is in the log."""
    shown = await world.run("alerts subscribe", query="diffusion")
    file = {"paperboy": 1, "channels": [{"id": str(world.channel.id), "subscriptions": [{"query": "trees"}]}]}
    imported = await world.imported(file)
    broken(world.store, "save_subscription", StoreError(OUTAGE))
    assert said(await world.save(shown)).endswith(AWAY)
    assert OUTAGE in caplog.text
    answer = await world.reply(imported, "Import")
    assert f"trees: {AWAY}" in answer


@pytest.mark.parametrize("command", ["alerts list", "papers today", "paperboy status"])
async def test_bugs_get_a_number(world: World, command: str, caplog: pytest.LogCaptureFixture):
    """An unexpected error is answered with a number from the log, never with its text."""
    for verb in ("subscriptions", "papers_since", "counts"):
        broken(world.store, verb, ZeroDivisionError("a secret"))
    answer = await world.run(command)
    assert "Something went wrong" in said(answer)
    assert "secret" not in said(answer)
    assert f"in /{command}" in caplog.text


async def test_uncached_thread_is_looked_up(world: World):
    """An uncached thread is fetched, and a hidden one is answered with a sentence."""
    made = await world.open_thread()
    handle = next(t for t in world.channel.threads if t.id == made.id)
    made.guild._remove_thread(made)
    shown = await world.run("alerts subscribe", query="diffusion", channel=handle)
    assert f"<#{made.id}>" in said(shown)
    world.env.inject_error("GET", f"/channels/{made.id}", status=403, code=50001)
    made.guild._remove_thread(made)
    refused = await world.run("alerts subscribe", query="trees", channel=handle)
    assert "I can't see that channel" in said(refused)


async def test_other_forms_and_messages_are_left_alone(world: World):
    """Ordinary messages and other bots' forms get no reply."""
    await world.reader.send(world.channel, "diffusion!")
    assert len(world.channel.history()) == 1
