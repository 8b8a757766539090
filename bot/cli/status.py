"""The status of a bot, for people and for programs; pure.

A status maps names to numbers, texts, booleans, None, mappings and lists of mappings; unknown facts are left out.
These names have a meaning here: `running` (a process serves the store), `connected` (it is connected to Discord),
`standing_by` (a sentence if another process is connected in its place), `sources` (each with `name` and `trouble`,
a sentence or None), and `messages` (their number by state).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator


_WORDS = {"None": "none", "True": "yes", "False": "no"}


def as_text(status: Mapping[str, object]) -> str:
    """Return names and values in lines, nested ones indented, without zero counts; then the next steps."""
    advice = [f"Next: {text}" for text in advices(status)]
    return "\n".join([*_lines(status, ""), *([""] if advice else []), *advice])


def advices(status: Mapping[str, object]) -> Iterator[str]:
    """Yield the next steps that the status suggests, the first one first."""
    if not status.get("running"):
        yield "start the bot with `paperboy run`: nothing is read or posted while none runs."
    elif not status.get("papers"):
        yield "wait for the first poll; `paperboy check` says whether the papers can be read."
    if not status.get("subscriptions"):
        yield "subscribe a channel in Discord with /alerts subscribe: without that there is nothing to post."
    if status.get("blocked"):
        yield "give the bot its permissions back: `paperboy check` names each blocked channel and what it lacks."
    messages = cast("Mapping[str, int]", status.get("messages") or {})
    if messages.get("dead") or messages.get("uncertain"):
        yield "look at `paperboy outbox list`: it says what did not get through, and why."


def outage(status: Mapping[str, object]) -> str | None:
    """Return a sentence if the bot does not work and a restart may help, else None."""
    if not status.get("running"):
        return "No running bot answers on this store: start it with `paperboy run`."
    if status.get("connected") is False and not status.get("standing_by"):
        return "The bot runs but is not connected to Discord."
    sources = cast("Sequence[Mapping[str, object]]", status.get("sources") or ())
    return next(
        (f"{source.get('name')}: {source['trouble']}" for source in sources if source.get("trouble")), None
    )


def trouble(status: Mapping[str, object]) -> str | None:
    """Return the outage, or a sentence about posts that a person has to look at; None if there is neither."""
    messages = cast("Mapping[str, int]", status.get("messages") or {})
    stuck = ", ".join(f"{count} {state}" for state in ("dead", "uncertain") if (count := messages.get(state)))
    said = f"Posts did not get through ({stuck}): `paperboy outbox list` says why, and what to do."
    return outage(status) or (said if stuck else None)


def _lines(status: Mapping[str, object], indent: str) -> Iterator[str]:
    for name, value in status.items():
        title = f"{indent}{name.replace('_', ' ')}:"
        if isinstance(value, Mapping):
            inner = {name: count for name, count in cast("Mapping[str, object]", value).items() if count != 0}
            below = list(_lines(inner, indent + "  "))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            below = [line for one in cast("Sequence[object]", value) for line in _item(one, indent + "  ")]
        else:
            yield f"{title} {_WORDS.get(str(value), value)}"
            continue
        yield title + ("" if below else " none")
        yield from below


def _item(value: object, indent: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{indent}- {value}"
        return
    for number, line in enumerate(_lines(cast("Mapping[str, object]", value), indent + "  ")):
        yield line if number else f"{indent}- {line.lstrip()}"
