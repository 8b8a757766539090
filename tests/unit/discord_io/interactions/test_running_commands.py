"""Limits on commands that run at the same time."""

import asyncio

from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.interactions.running_commands import MAX_IN_TOTAL, MAX_PER_PERSON, RunningCommands


async def _answer(counting: RunningCommands, person: int, gate: asyncio.Event) -> str:
    try:
        counting.count(person)
        counting.count(person)  # a form that a command opened goes through two entrances
    except DeniedError as error:
        return str(error)
    await gate.wait()
    return ""


async def test_one_person_has_so_many_answered_at_once():
    """One command too many is refused while others' are answered; it works again when one has ended or failed."""
    counting, gate = RunningCommands(), asyncio.Event()
    first = [asyncio.create_task(_answer(counting, 1, gate)) for _ in range(MAX_PER_PERSON)]
    await asyncio.sleep(0)
    assert "Too many commands" in await _answer(counting, 1, gate)
    other = asyncio.create_task(_answer(counting, 2, gate))
    await asyncio.sleep(0)
    first[0].cancel()
    await asyncio.wait({first[0]})
    await asyncio.sleep(0)
    again = asyncio.create_task(_answer(counting, 1, gate))
    gate.set()
    assert await asyncio.gather(other, again, *first[1:]) == [""] * (MAX_PER_PERSON + 1)
    await asyncio.sleep(0)
    assert counting.people == 0


async def test_all_together_have_so_many():
    """At most the total number of commands is answered at the same time, for any number of people."""
    counting, gate = RunningCommands(), asyncio.Event()
    asked = [asyncio.create_task(_answer(counting, person, gate)) for person in range(MAX_IN_TOTAL)]
    await asyncio.sleep(0)
    assert (await _answer(counting, MAX_IN_TOTAL, gate)).startswith("Too many commands are running.")
    assert counting.people == MAX_IN_TOTAL
    gate.set()
    await asyncio.gather(*asked)
