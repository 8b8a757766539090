"""Plain words in a channel, whatever Discord answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.discord_io.posting.plain_messages import post_text
from bot.domain.errors import AlreadyPostedError, CredentialsError, RefusedError, TryLaterError
from bot.domain.ports import ResumeButton

if TYPE_CHECKING:
    from discord.http import Route

    from bot.discord_io.requests.calls import Calls


class Line:
    """Records what is written to Discord, and answers with an error if there is one."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.bodies: list[dict[str, Any]] = []

    async def write(self, _route: Route, body: dict[str, Any]) -> None:
        self.bodies.append(body)
        if self.error is not None:
            raise self.error

    async def post_text(self, channel_id: int, text: str, sense: str | None = None) -> bool:
        return await post_text(cast("Calls", self), channel_id, text, sense)


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
async def test_what_may_be_there_counts_as_said(error: Exception | None, *, said: bool) -> None:
    """Only words that are surely not there are said in another place."""
    assert await Line(error).post_text(5, "Hello") is said


async def test_words_mention_nobody_and_come_once() -> None:
    """Nobody is pinged; the same words in the same channel have one nonce, others have another."""
    line = Line()
    for channel, text in ((5, "@everyone"), (5, "@everyone"), (5, "more"), (6, "@everyone")):
        await line.post_text(channel, text)
    assert {str(body["allowed_mentions"]) for body in line.bodies} == {"{'parse': []}"}
    assert all(body["enforce_nonce"] and len(body["nonce"]) <= 25 for body in line.bodies)
    first, again, more, elsewhere = (body["nonce"] for body in line.bodies)
    assert first == again
    assert len({first, more, elsewhere}) == 3


async def test_the_same_sense_in_two_languages_comes_once() -> None:
    """Two replicas may know different languages of a channel for a moment."""
    line = Line()
    await line.post_text(5, "Alerts flow again.", "Alerts flow again.")
    await line.post_text(5, "Es kommen wieder Meldungen.", "Alerts flow again.")
    assert len({body["nonce"] for body in line.bodies}) == 1
    assert len({body["content"] for body in line.bodies}) == 2


async def test_a_button_resumes_what_is_told_of() -> None:
    """It names the channel, so that it works for as long as the message is there; others have none."""
    line = Line()
    button = ResumeButton("Resume all", 7)
    assert await post_text(cast("Calls", line), 5, "All is paused.", None, button)
    await line.post_text(5, "Hello")
    ((row,), none) = (body.get("components") for body in line.bodies)
    (shown,) = row["components"]
    assert (shown["label"], shown["custom_id"]) == ("Resume all", "paperboy:resume-all:7")
    assert none is None
