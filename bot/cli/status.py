"""The status of a bot, for people and for programs; pure.

A status maps names to numbers, texts, booleans, None, mappings and lists of mappings; unknown facts are left out.
These names have a meaning here: `running` (a process serves the store), `connected` (it is connected to Discord),
`standing_by` (a sentence if another process is connected in its place), `sources` (each with `name` and `trouble`,
a sentence or None), `messages` (their number by state), and the numbers `papers`, `subscriptions` and `blocked`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

_WORDS = {"None": "none", "True": "yes", "False": "no"}


def as_text(status: Mapping[str, object]) -> str:
    """Return names and values in lines, nested ones indented, outside lists without zeros; then the next steps."""
    advice = [f"Next: {text}" for text in next_steps(status)]
    return "\n".join([*_lines(status, ""), *([""] if advice else []), *advice])


def next_steps(status: Mapping[str, object]) -> Iterator[str]:
    """Yield the next steps that the status suggests, the first one first."""
    if not status.get("running"):
        yield "start the bot with `paperboy run`."
    elif not status.get("papers"):
        yield "wait for the first poll, or check the sources with `paperboy check`."
    if not status.get("subscriptions"):
        yield "subscribe a channel with /alerts subscribe in Discord."
    if status.get("blocked"):
        yield "restore the bot's permissions: `paperboy check` lists the blocked channels."
    messages = cast("Mapping[str, int]", status.get("messages") or {})
    if messages.get("dead") or messages.get("uncertain"):
        yield "see `paperboy outbox list` for the posts that failed."


def outage(status: Mapping[str, object]) -> str | None:
    """Return a sentence if the bot does not work and a restart may help, else None."""
    if not status.get("running"):
        return "The bot is not running: start it with `paperboy run`."
    if status.get("connected") is False and not status.get("standing_by"):
        return "The bot is not connected to Discord."
    sources = cast("Sequence[Mapping[str, object]]", status.get("sources") or ())
    return next(
        (f"{source.get('name')}: {source['trouble']}" for source in sources if source.get("trouble")), None
    )


def trouble(status: Mapping[str, object]) -> str | None:
    """Return the outage, or a sentence about posts that a person has to look at; None if there is neither."""
    messages = cast("Mapping[str, int]", status.get("messages") or {})
    stuck = ", ".join(f"{count} {state}" for state in ("dead", "uncertain") if (count := messages.get(state)))
    failed = f"Some posts failed ({stuck}): see `paperboy outbox list`."
    return outage(status) or (failed if stuck else None)


def _lines(status: Mapping[str, object], indent: str) -> Iterator[str]:
    for name, value in status.items():
        title = f"{indent}{name.replace('_', ' ')}:"
        if isinstance(value, Mapping):
            facts = cast("Mapping[str, object]", value).items()
            inner = {name: fact for name, fact in facts if fact is False or fact != 0}
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
