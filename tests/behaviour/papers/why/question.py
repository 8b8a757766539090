"""A paper that may have been posted, and the question why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import Alert, Message, MessageKind, message_key
from bot.domain.ports import PollCommit
from tests.behaviour.world import said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    from tests.behaviour.world import World

PAPER = sighting("2511.00001", title="Diffusion, a survey", abstract="How noise becomes images.", upvotes=12)
NUMBER = "2511.00001"
LEASE = timedelta(seconds=60)


async def make_alert(world: World, *keys: str, due_in: float = 0) -> None:
    """The paper is listed and its alert made, as by a poll, due in so many minutes."""
    alert = Alert(
        destination_id=world.channel.id,
        paper_id=PAPER.paper.id,
        subscriptions=keys,
        due=world.now() + timedelta(minutes=due_in),
        created=world.now(),
    )
    book = await world.store.subscriptions()
    await world.store.commit_poll(
        PollCommit(
            source="huggingface",
            at=world.now(),
            sightings=(PAPER,),
            alerts=(alert,),
            subscriptions_version=book.version,
        )
    )


async def plan(world: World) -> Message:
    """The alert's message, claimed."""
    papers = (PAPER.paper.id,)
    made = Message(
        key=message_key(world.channel.id, MessageKind.CARD, papers),
        destination_id=world.channel.id,
        kind=MessageKind.CARD,
        paper_ids=papers,
        payload={"content": "x"},
        created=world.now(),
        next_try=world.now(),
    )
    await world.store.plan([made], [], world.now())
    (claimed,) = await world.store.claim_due(world.now(), LEASE, 1)
    return claimed


async def why(world: World, paper: str = NUMBER, **options: object) -> str:
    """What a reader is answered."""
    answer = await world.run("papers why", world.reader, paper=paper, **options)
    assert answer.ephemeral
    return said(answer)
