"""Blocked channels, for the tests of their notices."""

from bot.domain.errors import RefusedError
from bot.domain.ports import Store
from bot.service.deliver.blocked_destinations import Blocks
from tests.support.fakes import CHANNEL, GUILD, Clock, FakeNotifier, sighting
from tests.support.makers import add_alerts, context_of

OTHER = CHANNEL + 1
THIRD = CHANNEL + 2
NO_EMBEDS = RefusedError("Allow Embed Links.")
NO_POSTS = RefusedError("Allow Send Messages.")
DELETED = RefusedError("It was deleted.", gone=True)


class BlockHarness:
    """Channels with alerts, and a process that can be restarted."""

    def __init__(self, store: Store, now: Clock):
        self.store = store
        self.now = now
        self.notifier = FakeNotifier()
        self.wakes = 0
        self.restart()

    def restart(self):
        """Restart the process: everything outside the store is lost."""
        context = context_of(self.store, self.notifier, self.now)
        self.notices, self.reminders = context.notices, context.notices.reminders
        self.blocks = Blocks(context, self._wake)

    def _wake(self):
        self.wakes += 1

    async def refuse(self, error: RefusedError, channel: int = CHANNEL, *, seen: bool = True):
        """Let Discord refuse a channel; with `seen`, the gateway has reported it."""
        if seen:
            self.notifier.problems[channel] = error
        where = await self.store.destination(channel)
        assert where is not None
        await self.blocks.block(where, error)
        await self.blocks.announce(channel)

    async def add_alerts(self, count: int, channel: int = CHANNEL):
        """Add pending alerts of a channel."""
        papers = [sighting(f"2511.0000{n}") for n in range(count)]
        await add_alerts(self.store, papers, self.now(), channel=channel)

    async def mend(self, channel: int = CHANNEL):
        """Let the gateway report that the channel is usable again."""
        self.notifier.problems.pop(channel, None)
        await self.blocks.sweep({GUILD})

    async def blocked(self, channel: int = CHANNEL) -> bool:
        where = await self.store.destination(channel)
        return where is not None and where.block is not None
