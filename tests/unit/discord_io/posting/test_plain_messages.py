"""Notices in a channel, whatever Discord answers."""

from typing import Any, cast

import pytest
from discord.http import Route

from bot.discord_io.posting.plain_messages import PlainMessages
from bot.discord_io.requests.calls import Calls
from bot.domain.errors import AlreadyPostedError, CredentialsError, RefusedError, TryLaterError


class Line:
    """Records what is written to Discord, and answers with an error if there is one."""

    client = None

    def __init__(self, error: Exception | None = None):
        self.error = error
        self.bodies: list[dict[str, Any]] = []

    async def write(self, _route: Route, body: dict[str, Any]):
        self.bodies.append(body)
        if self.error is not None:
            raise self.error

    async def post_text(self, channel_id: int, text: str, dedupe_key: str | None = None) -> bool:
        return await PlainMessages(cast("Calls", self)).post_text(channel_id, text, dedupe_key)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(None, True, id="accepted"),
        pytest.param(AlreadyPostedError("Deleted since."), True, id="deleted since"),
        pytest.param(TryLaterError("Broken.", in_doubt=True), True, id="in doubt"),
        pytest.param(TryLaterError("503", in_doubt=False), False, id="surely not there"),
        pytest.param(RefusedError("Allow Send Messages."), False, id="refused"),
        pytest.param(CredentialsError("Bad token."), False, id="bad token"),
    ],
)
async def test_what_may_be_there_counts_as_said(error: Exception | None, *, said: bool):
    """Only a notice that was certainly not posted is posted in another channel."""
    assert await Line(error).post_text(5, "Hello") is said


async def test_the_same_sense_in_two_languages_comes_once():
    """A notice in two languages is posted once: two replicas may briefly know different languages."""
    line = Line()
    await line.post_text(5, "Alerts are back.", "Alerts are back.")
    await line.post_text(5, "Es kommen wieder Meldungen.", "Alerts are back.")
    assert len({body["nonce"] for body in line.bodies}) == 1
    assert len({body["content"] for body in line.bodies}) == 2
