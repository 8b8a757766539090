"""How `/papers why` lays its answer out: the groups, their order, and Discord's limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from discord.ui import Button, LayoutView
from simcord.components import walk_components

from bot.domain.alert import AlertState, MessageState
from bot.domain.subscription import Block, BlockCause, Destination
from bot.service.subscriptions.why import Diagnosis, Posted
from bot.text.graphemes import units
from cogs.papers.why.layout import why_layout
from cogs.papers.why.result import Group, group, result
from tests.support.fakes import CHANNEL, START
from tests.unit.cogs.papers.verdicts import PAPER, alert, message, verdict

if TYPE_CHECKING:
    from cogs.shared.layouts import Item


def card_button(paper_id: str) -> Item:
    return Button[LayoutView](label="Show", custom_id=paper_id)


def texts(why: Diagnosis) -> list[str]:
    """The texts of an answer, in their order."""
    parts = walk_components(why_layout(why, START, card_button, {}).to_components())
    return [part["content"] for part in parts if part["type"] == 10]


async def test_the_longest_answers_fit_discord() -> None:
    """All texts together stay under 4,000 characters, and what is cut is counted."""
    long = " OR ".join(f"word{n:02}xabcdefghi" for n in range(25))
    block = Block(cause=BlockCause.PERMISSION, reason="r" * 2000, since=START)
    one = verdict(long, less="q" * 500, block=block, in_baseline=True)
    one = replace(one, subscription=replace(one.subscription, name="*" * 60, query="`" * 500))
    paper = replace(PAPER, paper=replace(PAPER.paper, title="*" * 500))
    alone = texts(Diagnosis(paper_id="x", sighting=paper, verdicts=(one,)))
    assert sum(map(units, alone)) <= 4000
    assert any("more" in text for text in alone)
    there = Destination(id=10**19, guild_id=10**19)
    sent = message(MessageState.SENT, finished=START, message_id=10**19)
    formerly = Posted(destination=there, alert=alert(AlertState.SENT), message=sent)
    several = Diagnosis(paper_id="x", sighting=paper, verdicts=(one,) * 100, formerly=(formerly,) * 9)
    many = texts(several)
    assert sum(map(units, many)) <= 4000
    assert "… and 94 more." in many


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (AlertState.SENT, Group.POSTED),
        (AlertState.PENDING, Group.WAITING),
        (AlertState.PLANNED, Group.WAITING),
        (AlertState.DEAD, Group.WRONG),
        (AlertState.UNCERTAIN, Group.WRONG),
        (AlertState.DROPPED, Group.NOT_POSTED),
    ],
)
def test_each_fate_has_its_group(state: AlertState, wanted: Group) -> None:
    """What became of an alert says where it is told; a cross stands where something went wrong alone."""
    found = verdict(alert=alert(state))
    assert group(found) is wanted
    assert result(found, START).startswith("❌") is (state is AlertState.DEAD)


async def test_groups_come_in_the_order_in_which_people_ask() -> None:
    """What was posted first, then what waits, went wrong, was kept back, does not match, whatever came first."""
    verdicts = [
        verdict("trees"),
        verdict(in_baseline=True),
        verdict(alert=alert(AlertState.DEAD)),
        verdict(),
        verdict(alert=alert(AlertState.SENT)),
    ]
    _, *groups, _foot = texts(Diagnosis(paper_id="x", sighting=PAPER, verdicts=tuple(verdicts)))
    heads = [text.partition("\n")[0] for text in groups]
    assert heads == [
        "**Posted**",
        "**On its way**",
        "**Something went wrong**",
        "**Not posted**",
        "**Not matched**",
    ]
    assert "posted after I next read Hugging Face" in groups[1]


@pytest.mark.parametrize(("state", "wanted"), [(AlertState.SENT, "Posted"), (AlertState.PENDING, "On its way")])
async def test_what_another_subscription_brought_is_there(state: AlertState, wanted: str) -> None:
    """It stands with what is posted or on its way, and which subscription brought it is said."""
    other = replace(verdict().subscription, id="zzzzz", name="Mine")
    through = verdict(alert=alert(state, "zzzzz"), others=(other,))
    missed = verdict("trees", alert=alert(state, "zzzzz"), others=(other,))
    _, first, second, _foot = texts(Diagnosis(paper_id="x", sighting=PAPER, verdicts=(missed, through)))
    assert first.startswith(f"**{wanted}**")
    assert "Brought by **Mine** `zzzzz`." in first
    assert "No channel gets a paper twice." in first
    assert second.startswith("**Not matched**")


async def test_what_was_posted_says_which_words_matched() -> None:
    """Among several subscriptions, too: that is why it is here."""
    posted = verdict(alert=alert(AlertState.SENT))
    _, first, *_ = texts(Diagnosis(paper_id="x", sighting=PAPER, verdicts=(posted, verdict("trees"))))
    assert "-# • `diffusion` in the title: “Fast **diffusion**”" in first


async def test_where_it_was_posted_comes_first_also_for_subscriptions_that_ended() -> None:
    """With a link to the message; without any subscription left nothing else is said."""
    there = Destination(id=CHANNEL, guild_id=1)
    sent = message(MessageState.SENT, finished=START, message_id=77)
    formerly = Posted(destination=there, alert=alert(AlertState.SENT), message=sent)
    _, first, second = texts(
        Diagnosis(paper_id="x", sighting=PAPER, verdicts=(verdict("trees"),), formerly=(formerly,))
    )[:3]
    assert (
        f"✅ Posted in <#{CHANNEL}> <t:1762948800:f>: [see the post](https://discord.com/channels/1/{CHANNEL}/77)."
        in first
    )
    assert "query does not match" in second
    (_, only) = texts(Diagnosis(paper_id="x", sighting=PAPER, verdicts=(), formerly=(formerly,)))
    assert only == first
