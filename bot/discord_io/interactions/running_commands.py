"""Limit how many commands, presses and forms are answered at the same time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from discord import InteractionType, app_commands
from typing_extensions import override

from bot.discord_io.interactions.errors import DeniedError
from bot.language.translating import gettext

if TYPE_CHECKING:
    import discord

MAX_PER_PERSON = 10  # commands, presses and forms of one person
MAX_IN_TOTAL = 200  # of all people


class RunningCommands:
    """Counts the running tasks that answer people."""

    def __init__(self) -> None:
        self._tasks: dict[int, set[asyncio.Task[object]]] = {}

    @property
    def people(self) -> int:
        """The number of people who are being answered now."""
        return len(self._tasks)

    def count(self, person_id: int) -> None:
        """Count the current task for the person who acts. Raises DeniedError if that exceeds a limit."""
        theirs, task = self._tasks.get(person_id, set()), asyncio.current_task()
        if task is None or task in theirs:
            return
        if len(theirs) >= MAX_PER_PERSON or sum(map(len, self._tasks.values())) >= MAX_IN_TOTAL:
            raise DeniedError(gettext("Too many commands are running. Try again in a moment."))
        self._tasks.setdefault(person_id, theirs).add(task)
        task.add_done_callback(lambda done: self._end(person_id, done))

    def _end(self, person_id: int, task: asyncio.Task[object]) -> None:
        self._tasks[person_id].discard(task)
        if not self._tasks[person_id]:
            del self._tasks[person_id]


def limit_running(interaction: discord.Interaction) -> None:
    """Count the current task for the person who acts. Raises DeniedError if it is one too many."""
    cast("Any", interaction.client).running.count(interaction.user.id)


class CountedTree(app_commands.CommandTree[Any]):
    """The command tree; counts each command while it is answered, but not autocompletion."""

    @override
    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        if interaction.type is InteractionType.application_command:
            limit_running(interaction)
        return True
