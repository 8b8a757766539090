"""What *Post the newest now* answers."""

from __future__ import annotations

import pytest

from bot.domain.alert import MessageState
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.service.subscriptions.first_post import Answer, Asked
from cogs.reading.newest import told
from tests.support.fakes import CHANNEL, GUILD, START, destination
from tests.support.pseudo import forgotten
from tests.unit.cogs.papers.verdicts import message

SENT = message(MessageState.SENT, finished=START, message_id=7)
LINK = f"https://discord.com/channels/{GUILD}/{CHANNEL}/7"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(asked=Asked.PLANNED), "is on its way there. It will not come a second time."),
        (Answer(asked=Asked.UNDER_WAY), "is on its way there already."),
        (Answer(asked=Asked.GIVEN_UP), "is not tried again: see `/papers why`."),
        (Answer(asked=Asked.POSTED), "was posted there already."),
        (Answer(asked=Asked.POSTED, message=SENT), f"was posted there already: {LINK}"),
    ],
)
def test_each_outcome_has_its_sentence(answer: Answer, says: str) -> None:
    """In English and in another language."""
    assert told(answer, destination()).endswith(says)
    with speaking(PSEUDO):
        assert forgotten(told(answer, destination())) == []
