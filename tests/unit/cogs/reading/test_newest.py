"""What *Post the newest now* answers."""

from __future__ import annotations

import pytest
from discord.utils import format_dt

from bot.domain.alert import MessageState
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.service.first_post import Answer, Asked
from cogs.reading.newest import told
from tests.support.fakes import CHANNEL, GUILD, START, destination
from tests.support.makers import message
from tests.support.pseudo import forgotten

SENT = message(MessageState.SENT, finished=START, message_id=7)
PAPER = r"**A\*B**"
THERE = f"<#{CHANNEL}>"
SINCE = format_dt(START, "f")
WHY = "`/papers why` tells the reason."
TEST = "To see how an alert looks, post a test: it is marked as one."
LINK = f"https://discord.com/channels/{GUILD}/{CHANNEL}/7"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(asked=Asked.PLANNED), f"{PAPER} is on its way to {THERE}. It will not come a second time."),
        (
            Answer(asked=Asked.GIVEN_UP),
            f"{PAPER} could not be posted in {THERE} before, and I do not try again: {WHY}",
        ),
        (Answer(asked=Asked.POSTED), f"The newest match, {PAPER}, was posted in {THERE} already.\n{TEST}"),
        (
            Answer(asked=Asked.POSTED, message=SENT),
            f"The newest match, {PAPER}, is in {THERE} already, since {SINCE}: {LINK}\n{TEST}",
        ),
    ],
)
def test_each_outcome_has_its_sentence(answer: Answer, says: str) -> None:
    """In English and in another language."""
    assert told(answer, destination(), "A*B") == says
    with speaking(PSEUDO):
        assert forgotten(told(answer, destination(), "42")) == []
