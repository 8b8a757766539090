"""Forged custom ids, values and forms are answered with a sentence or not at all."""

import logging
import re
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest
from simcord import InteractionResult, MemberActor

from tests.behaviour.integrations import A_MINUTE, DENIED, make_unreadable, switch
from tests.behaviour.world import World, said
from tests.hostile.explored import Walk
from tests.hostile.walk import lasting_copy, templates_of

_BUTTON, _MENU, _SUBMITTED = 2, 3, 5
_LONGEST = 100  # characters of a custom_id or of a menu's value
FORGED = [
    "0",
    "x",
    "-1",
    "1e9",
    "٣",
    "9" * 20,
    "9" * 60,
    "~",
    "a\x00b",
    "☃" * 5,
    "a" * 16,
    "arxiv:2511.00001",
    "%s{0}",
]
TEXTS = ["", "x" * 4_000, "9" * 5_000, "a\x00b", '"(-', "٣", "22:99-7", "\ud83d"]
OPEN_TO_ALL = "paperboy:papers-"  # of forms that everybody may send, as they may use their commands
SHAPES: list[Any] = [
    [],
    [None, 1, "text", []],
    [{"type": 1, "components": [{"type": 4, "custom_id": "query", "value": "x"}]}],
    [{"type": 18, "component": None}],
    [{"type": 18, "component": {"type": 4}}],
    [{"type": 18, "component": {"custom_id": "query", "values": 5, "value": None}}],
]


def forged_ids(template: re.Pattern[str], known: str, rotating: Iterator[str], each: int) -> Iterator[str]:
    """Yield variants of a custom_id that the bot still accepts, with each group forged in turn."""
    found = template.fullmatch(known)
    assert found is not None
    for name in template.groupindex:
        begin, end = found.span(name)
        variants = [known[:begin] + forged + known[end:] for forged in islice(rotating, len(FORGED))]
        fitting = (one for one in variants if len(one) <= _LONGEST and template.fullmatch(one))
        yield from islice(fitting, each)
        next(rotating)  # another one goes first at the next group


def part_of(kind: int, custom_id: str) -> dict[str, Any]:
    """Return a button, or a menu of forged values, with this id."""
    if kind == _BUTTON:
        return {"type": _BUTTON, "style": 1, "label": "forged", "custom_id": custom_id}
    options = [{"label": f"{n}", "value": value[:_LONGEST]} for n, value in enumerate(FORGED)]
    return {"type": _MENU, "custom_id": custom_id, "options": options}


async def choose(world: World, custom_id: str, values: list[str]):
    """Choose each of these values in a menu with this id."""
    for value in values:
        menu = await lasting_copy(world, world.channel, part_of(_MENU, custom_id))
        await world.manager.select(menu, [value[:_LONGEST]], custom_id=custom_id)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return every unexpected error in the log."""
    found = [record for record in caplog.records if record.levelno >= logging.ERROR]
    return [f"{record.getMessage()} {record.exc_info and record.exc_info[1]!r}" for record in found]


async def forms_of(walk: Walk) -> dict[str, list[str]]:
    """Return the fields of each form by the beginning of its custom_id."""
    shown = await walk.world.run("alerts subscribe", query="fresh")
    opened = [*await walk.open_forms(), await walk.world.manager.click(shown.response, label="Edit")]
    forms = [form.modal for form in opened if form.modal is not None]
    return {
        form["custom_id"].rpartition(":")[0] + ":": [
            row["component"]["custom_id"] for row in form["components"] if "component" in row
        ]
        for form in forms
    }


async def submit(world: World, actor: MemberActor, custom_id: str, components: object) -> InteractionResult:
    """Submit a form that Discord may never have shown."""
    below = await lasting_copy(world, world.channel, part_of(_BUTTON, "any"))  # the message that it came from
    data = {"custom_id": custom_id, "components": components}
    return await actor._dispatch_interaction(_SUBMITTED, world.channel, data, source_message_id=below.id)


def filled_in(fields: list[str], text: str) -> list[dict[str, Any]]:
    """Yield every field with this text, once as a text and once as a choice."""
    parts: list[dict[str, Any]] = [{"type": 4, "custom_id": name, "value": text} for name in fields]
    chosen: list[dict[str, Any]] = [{"type": 3, "custom_id": name, "values": [text]} for name in fields]
    return [{"type": 18, "component": part} for part in (*parts, *chosen)]


async def forge_parts(walk: Walk, each: int):
    """Press every kind of button and menu with each part of its id forged."""
    world, rotating = walk.world, cycle(FORGED)
    for template in templates_of(world.env.bot):
        known = next(one for one in walk.parts if template.fullmatch(one))
        for custom_id in dict.fromkeys([known, *forged_ids(template, known, rotating, each)]):
            button = await lasting_copy(world, world.channel, part_of(_BUTTON, custom_id))
            await world.manager.click(button, custom_id=custom_id)
            await choose(world, custom_id, [next(rotating)])
    for custom_id in {walk.kind(part): custom_id for custom_id, part in walk.parts.items()}.values():
        await choose(world, custom_id, [*islice(rotating, each)])


async def forge_forms(walk: Walk, forms: dict[str, list[str]], each: int):
    """Submit every form for unknown destinations, subscriptions and previews, with hostile values."""
    world, rotating = walk.world, cycle(FORGED)
    for prefix, fields in forms.items():
        for forged in ("", *islice(rotating, each)):
            await submit(world, world.manager, prefix + forged, filled_in(fields, "09:00"))
        for meant in (walk.keys[0], str(world.channel.id)):
            for components in (*(filled_in(fields, text) for text in TEXTS), *SHAPES):
                await submit(world, world.manager, prefix + meant, components)


async def forge_forms_of_who_may_not(walk: Walk, forms: dict[str, list[str]], each: int):
    """Check that each form of a person without the right gets the same refusal, before anything is read."""
    world, rotating = walk.world, cycle(FORGED)
    await switch(world, {world.guild.default_role: True})
    make_unreadable(world)
    await world.env.advance_time(A_MINUTE + 1)
    before = walk.written()
    for prefix, fields in forms.items():
        if not prefix.startswith(OPEN_TO_ALL):
            for forged in ("", walk.keys[0], str(world.channel.id), *islice(rotating, each)):
                answer = await submit(world, world.reader, prefix + forged, filled_in(fields, "x"))
                assert DENIED in said(answer)
    assert walk.written() == before


@pytest.mark.parametrize(
    "each", [pytest.param(len(FORGED), id="all", marks=pytest.mark.soak), pytest.param(3, id="some")]
)
async def test_what_nobody_was_shown(walk: Walk, caplog: pytest.LogCaptureFixture, each: int):
    """Forged buttons, menus and forms do nothing that the person is not allowed to do.

    Every part of an id, every menu and every form gets some of the forgeries in turn.
    """
    forms = await forms_of(walk)
    assert len(forms) >= 5  # a query, an edit, a word, digest times, quiet hours
    await forge_parts(walk, each)
    await forge_forms(walk, forms, each)
    await forge_forms_of_who_may_not(walk, forms, each)
    assert errors(caplog) == []
