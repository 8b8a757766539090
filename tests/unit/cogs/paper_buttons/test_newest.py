"""Replies of *Post newest paper now*."""

from dataclasses import replace

import pytest
from discord.utils import format_dt

from bot.domain.alert import MAIL, AlertState, Message, MessageState
from bot.language.current import using_language
from cogs.paper_buttons.newest import outcome_text
from tests.support.fakes import CHANNEL, GUILD, START, destination
from tests.support.makers import message
from tests.support.pseudo import PSEUDO, forgotten

SENT = message(MessageState.SENT, finished=START, message_id=7)
MAILED = replace(SENT, payload={MAIL: {}})
PAPER = r"**A\*B**"
THERE = f"<#{CHANNEL}>"
SINCE = format_dt(START, "f")
LINK = f"https://discord.com/channels/{GUILD}/{CHANNEL}/7"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((AlertState.PLANNED, None), f"{PAPER} will be posted in {THERE}."),
        ((AlertState.UNCERTAIN, None), f"{PAPER} may not have been posted in {THERE}. See `/papers why`."),
        ((AlertState.DROPPED, None), f"{PAPER} could not be posted in {THERE}. See `/papers why`."),
        ((AlertState.SENT, None), f"{PAPER} was already posted in {THERE}."),
        ((AlertState.SENT, SENT), f"{PAPER} was already posted in {THERE} on {SINCE}: {LINK}"),
        ((AlertState.SENT, MAILED), f"{PAPER} was already posted in {THERE}."),
    ],
)
def test_each_outcome_has_its_sentence(answer: tuple[AlertState, Message | None], says: str):
    """Each outcome has its sentence in English and in another language."""
    assert outcome_text(*answer, destination(), "A*B") == says
    with using_language(PSEUDO):
        assert forgotten(outcome_text(*answer, destination(), "42")) == []


def test_direct_messages_are_not_mentioned_as_a_channel():
    """They have no mention that a person could read."""
    place = replace(destination(), guild_id=None)
    assert outcome_text(AlertState.PLANNED, None, place, "A*B").endswith("posted in your direct messages.")
