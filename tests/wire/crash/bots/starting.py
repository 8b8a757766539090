"""Starting the bots of one episode."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.wire.crash.bots.fork_server import Bot, ForkServer
    from tests.wire.crash.environment import Environment
    from tests.wire.crash.plan.points import Crash

_SMALL_JOURNAL = 40_000  # bytes: a few compactions in each episode
_SLOW_POLL = 0.5  # of the episode's seconds between two parts of a reading that are stored


@dataclass(frozen=True, kw_only=True)
class Bots:
    """Every start is on the same environment and in the same folder, where the log stays.

    Replicas come from the `second` fork_server, where the store allows them; `control` names what is broken on
    purpose.
    """

    fork_server: ForkServer
    second: ForkServer | None
    environment: Environment
    folder: Path
    control: str | None

    async def start(self, crash: Crash | None = None, *, slow_poll: bool = False, ahead: float = 0.0) -> Bot:
        """`paperboy run`, which dies at the crash point if there is one; its wall clock is seconds `ahead`.

        With a `slow_poll` what it reads is stored in many parts.
        """
        self.environment.offsets.set(wall=ahead)
        return await self.fork_server.start(self._order("paperboy.log", crash, slow_poll=slow_poll))

    async def start_replica(self) -> Bot | None:
        """A second one on the same store, if it may be; with the same clock."""
        return None if self.second is None else await self.second.start(self._order("replica.log", None))

    async def change(self, ordered: str) -> str:
        """Do what a `changing.Order` says while no bot runs, by the same code as a bot; returns what it tells."""
        self.environment.offsets.set(wall=0.0)
        bot = await self.fork_server.start(self._order("changes.log", None) | {"change": ordered})
        code = await bot.wait()
        log = self.folder / "changes.log"
        assert code == 0, f"a change ended with {code}: see {log}"
        await bot.kill()
        return log.read_text("utf-8").splitlines()[-1]

    def _order(self, log: str, crash: Crash | None, *, slow_poll: bool = False) -> dict[str, Any]:
        return {
            "environment": self._environment(),
            "folder": str(self.folder),
            "log": str(self.folder / log),
            "clock": self.environment.clock.order(),
            "offsets": str(self.environment.offsets.path),
            "slow_poll": _SLOW_POLL if slow_poll else 0.0,
            "crash": asdict(crash) if crash else None,
            "control": self.control,
            "change": "",
            "large_journal": _SMALL_JOURNAL,
        }

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PAPERBOY_")}
        own = {
            "PAPERBOY_STORE__URL": self.environment.url,
            "PAPERBOY_HEALTH__PORT": "0",
            "PAPERBOY_POLL__INTERVAL": "3",  # of the episode's seconds
        }
        model = self.environment.model
        summaries = model.environment() if model else {}
        sources = self.environment.sources.environment()
        if mail := self.environment.mail:
            sources |= {
                "PAPERBOY_MAIL__SENDER": "Paperboy <papers@example.org>",
                "PAPERBOY_MAIL__HOST": "127.0.0.1",
                "PAPERBOY_MAIL__PORT": str(mail.port),
                "PAPERBOY_MAIL__SECURITY": "none",
                "PAPERBOY_MAIL__PER_DAY": "10000",
            }
        return inherited | self.environment.discord.environment() | own | sources | summaries
