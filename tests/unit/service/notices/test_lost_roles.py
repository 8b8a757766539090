"""What a channel is told of the role that its posts mention, when nobody hears it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.preferences import Preferences
from bot.domain.subscription import Block, BlockCause
from bot.service.notices.lost_roles import RoleNews
from bot.service.notices.notices import Notices
from tests.support.fakes import CHANNEL, GUILD, PERSON, FakeNotifier, subscribe, subscription

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

ROLE, FAR = 77, CHANNEL + 5
DELETED = "The role was deleted: choose another one."
AGAIN = f"Posts in <#{CHANNEL}> notify <@&{ROLE}> again."


class Hall:
    """A channel whose posts mention a role, and one of a server that another process serves."""

    def __init__(self, store: Store, now: Clock) -> None:
        self.store = store
        self.now = now
        self.notifier = FakeNotifier(open_rooms={CHANNEL, FAR})

    async def look(self, trouble: str | None, **parts: float) -> None:
        """A fresh process looks, after some time, at how it is by then."""
        self.now.forward(**parts)
        self.notifier.role_troubles = {CHANNEL: trouble, FAR: DELETED}
        notices = Notices(self.store, self.notifier, self.now)
        await RoleNews(self.store, self.notifier, notices, ours=lambda guild: guild == GUILD).step()

    async def choose(self, role_id: int | None) -> None:
        await self.store.set_preferences(CHANNEL, Preferences(role_id=role_id), due={})


@pytest.fixture
async def hall(store: Store, now: Clock) -> Hall:
    await subscribe(store, subscription("aaaaa"), subscription("zzzzz", channel=FAR, guild_id=GUILD + 1))
    made = Hall(store, now)
    await made.choose(ROLE)
    return made


async def test_told_once_where_posts_come(hall: Hall) -> None:
    """With the step to take, whatever is restarted; nothing of servers that another process serves."""
    await hall.look("")
    assert hall.notifier.said == []
    await hall.look(DELETED)
    await hall.look(DELETED, days=30)
    assert hall.notifier.said == [(CHANNEL, f"{DELETED} The alerts themselves go on.")]


async def test_the_end_is_told_where_it_was_told(hall: Hall) -> None:
    """And the next trouble is told again."""
    await hall.look(DELETED)
    await hall.look("")
    await hall.look("", days=1)
    assert hall.notifier.said[1:] == [(CHANNEL, AGAIN)]
    await hall.look(DELETED)
    assert len(hall.notifier.said) == 3


async def test_an_outage_changes_nothing(hall: Hall) -> None:
    """While a server is away nobody knows of its roles: that is neither a trouble nor its end."""
    await hall.look(None)
    assert hall.notifier.said == []
    await hall.look(DELETED)
    await hall.look(None)
    await hall.look(DELETED)
    assert len(hall.notifier.said) == 1


async def test_choosing_none_is_no_return(hall: Hall) -> None:
    """Who chose to mention nobody needs not be told that nobody is."""
    await hall.look(DELETED)
    await hall.choose(None)
    await hall.look("")
    assert len(hall.notifier.said) == 1
    assert await hall.store.note("unheard roles 0") is None


async def test_who_subscribed_is_told_where_no_channel_takes_words(hall: Hall) -> None:
    """By direct message, the end too."""
    hall.notifier.open_rooms = set()
    await hall.look(DELETED)
    await hall.look("")
    assert hall.notifier.told == [(PERSON, f"{DELETED} The alerts themselves go on."), (PERSON, AGAIN)]


async def test_where_nothing_is_posted_nothing_is_said(hall: Hall) -> None:
    """A blocked channel hears of its block; one that was forgotten, or threw us out, of nothing."""
    block = Block(cause=BlockCause.PERMISSION, reason="No.", since=hall.now())
    await hall.store.set_block(CHANNEL, block)
    await hall.look(DELETED)
    await hall.store.set_block(CHANNEL, None)
    hall.notifier.open_rooms = None
    await hall.look(DELETED)
    assert (hall.notifier.said, hall.notifier.told) == ([], [])
    await hall.store.forget_destination(CHANNEL)
    await hall.look("")
    assert hall.notifier.said == []


async def test_a_note_that_nobody_wrote_is_none(hall: Hall) -> None:
    """What cannot be read counts as no trouble so far."""
    await hall.store.set_note("unheard roles 0", "[]")
    await hall.look(DELETED)
    assert len(hall.notifier.said) == 1
