"""Scenes of looking up papers, which everyone is allowed to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.paper_buttons.buttons import SAVE_LISTED
from tools.gallery.scenes.history import CHART
from tools.gallery.scenes.posting import ACTOR, CONTROL
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

_MENU = "Look up papers"


async def _lists(stage: Stage) -> None:
    await stage.take(
        "today",
        await stage.run("papers today"),
        "Papers of the day by upvotes, with buttons to turn pages.",
        "`/papers today`: the day's papers by upvotes.",
        light=True,
    )
    await stage.take(
        "trending",
        await stage.run("papers trending", period="week"),
        "The most upvoted papers of the week, with their days.",
        "`/papers trending`: the best of the week or the month.",
    )
    await stage.take(
        "search",
        await stage.run("papers search", query='diffusion "text-to-image"'),
        "Papers that match a query, the newest first, with a button for the most upvoted.",
        "`/papers search` takes the same queries as subscriptions.",
    )


async def _one(stage: Stage) -> None:
    await stage.take(
        "show",
        await stage.run("papers show", paper="2404.07773"),
        "The card of a paper.",
        "`/papers show` takes a number, a link or part of a title.",
    )
    await stage.take(
        "similar-command",
        await stage.run("papers similar", paper="2502.01441"),
        "Similar papers, with shared phrases.",
        "`/papers similar`, and the button *Similar*.",
    )
    message = await stage.you.send(
        stage.here,
        "Reading https://arxiv.org/abs/2310.14189 and https://huggingface.co/papers/2502.01441 tonight",
    )
    await stage.take(
        "look-up",
        await stage.you.context_menu(stage.here, _MENU, message),
        "The two papers that a message links to, each with a button to its card.",
        "*Look up papers* in a message's menu.",
    )


async def _saved(stage: Stage) -> None:
    found = await stage.run("papers search", query="diffusion")
    keys = [f"arxiv:{number}" for number in (CONTROL, ACTOR)]
    await stage.you.select(found.response, keys, custom_id=SAVE_LISTED)
    shown = await stage.run("papers saved")
    await stage.take(
        "saved-papers",
        shown,
        "Saved papers, with buttons to export them and to subscribe to picks like them, and a menu to remove one.",
        "`/papers saved`: your own list, which only you see.",
    )
    card = await stage.run("papers show", paper=CONTROL)
    await stage.take(
        "cite",
        await stage.you.click(card.response, label="Cite"),
        "The entry of a paper in BibTeX, and two files.",
        "*Cite* under a paper.",
    )


async def _why(stage: Stage) -> None:
    elsewhere = {"channel": stage.world.guild.create_text_channel("other")}
    hit = await stage.subscribe("diffusion", name="Diffusion")
    await stage.later(minutes=1)
    excluded = await stage.subscribe("diffusion -character", name="No characters", **elsewhere)
    await stage.later(minutes=1)
    popular = await stage.subscribe("diffusion", name="Hot", min_upvotes=50, **elsewhere)
    for number in (CONTROL, ACTOR):
        stage.feed.list(number, upvotes=30)
    await stage.post()
    for name, key, alt, caption in (
        ("posted", hit, "Posted, when and where, and the matched terms in context.", "posted"),
        (
            "excluded",
            excluded,
            "Not posted: an excluded word; a query that would match.",
            "excluded by a word",
        ),
        ("heat", popular, "Not posted: 30 of 50 upvotes.", "below the minimum"),
    ):
        shown = await stage.run("papers why", paper=ACTOR, subscription=key)
        await stage.take(f"why-{name}", shown, alt, f"`/papers why`: {caption}.")
    await stage.take(
        "why-all",
        await stage.run("papers why", paper=ACTOR),
        "Posted, with a link, then the reasons of other subscriptions.",
        "`/papers why` without a subscription: the whole server.",
        light=True,
    )


LOOKUPS = Section(
    title="Looking up papers",
    scenes=(
        Scene(name="lists", play=_lists),
        CHART,
        Scene(name="one", play=_one),
        Scene(name="saved", play=_saved),
        Scene(name="why", play=_why, listed_later=frozenset({ACTOR, CONTROL})),
    ),
)
