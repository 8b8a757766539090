"""The requests to the server, in order."""

from dataclasses import dataclass
from typing import Any

from tests.fake_discord.http.calls import Call


@dataclass(kw_only=True, eq=False)
class Entry:
    """One request; `outcome` is the status answered, or `reset` or `hang`, and None while it is under way."""

    at: float
    call: Call
    outcome: int | str | None = None


class Journal:
    """The log of requests."""

    def __init__(self):
        self.entries: list[Entry] = []

    def open(self, at: float, call: Call) -> Entry:
        """Note a request that has come in."""
        entry = Entry(at=at, call=call)
        self.entries.append(entry)
        return entry

    def calls(self, method: str, route: str, **ids: int) -> list[Entry]:
        """The requests to one route so far, refused ones included."""
        return [
            entry
            for entry in self.entries
            if (entry.call.method, entry.call.route) == (method, route)
            and all(entry.call.ids.get(name) == str(value) for name, value in ids.items())
        ]

    def bodies(self, method: str, route: str) -> list[Any]:
        """The payloads of these requests."""
        return [entry.call.body for entry in self.calls(method, route)]
