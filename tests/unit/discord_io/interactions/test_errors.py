"""The sentences for failed commands and buttons."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.discord_io.interactions.errors import DeniedError, answer_error, explain
from bot.domain.errors import PaperboyError, TryLaterError
from bot.query import QueryError


@dataclass
class FakeInteraction:
    """An interaction that records its answers, or fails to be answered."""

    done: bool = False
    failure: Exception | None = None
    answers: list[str] = field(default_factory=list[str])
    command: Any = None
    type: discord.InteractionType = discord.InteractionType.component

    @property
    def response(self) -> FakeInteraction:
        return self

    followup = response

    def is_done(self) -> bool:
        return self.done

    async def send(self, text: str, *, ephemeral: bool):
        assert ephemeral
        if self.failure:
            raise self.failure
        self.answers.append(text)

    send_message = send


class FakeTransformer(app_commands.Transformer):
    """A transformer that is only named."""


async def answer(interaction: FakeInteraction, error: Exception):
    await answer_error(cast("discord.Interaction", interaction), error)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PaperboyError("The channel is full: end one first."), "The channel is full: end one first."),
        (DeniedError("Ask an admin."), "Ask an admin."),
        (TryLaterError("Discord is busy.", in_doubt=False), "Discord is busy. Try again in a minute."),
        (app_commands.CheckFailure("internal words"), "You are not allowed to use this command here."),
        (app_commands.CommandNotFound("alerts", []), "Restart or reload Discord"),
        (aiohttp.ConnectionTimeoutError("internal words"), "didn't respond in time"),
        (aiohttp.ServerDisconnectedError("internal words"), "The connection to Discord failed"),
        (discord.RateLimited(60.0), "Discord is rate-limiting requests. Try again in a minute."),
        (
            discord.DiscordServerError(cast("Any", SimpleNamespace(status=503, reason="")), "internal words"),
            "returned error 503.",
        ),
        (
            app_commands.TransformerError("soon", discord.AppCommandOptionType.string, FakeTransformer()),
            "`soon` is not one of the choices.",
        ),
    ],
)
def test_expected_errors_have_sentences(error: Exception, sentence: str):
    """Every expected error is a sentence that says what to do, and no internal word of discord.py."""
    text = explain(error)
    assert text is not None
    assert sentence in text
    assert "internal words" not in text


def test_a_query_of_any_length_fits_a_phone():
    """The code block is as narrow as a phone: a wrapped line would move the caret."""
    for position in (0, 50, 199):
        text = explain(QueryError("No.", query="x" * 200, position=position)) or ""
        block = text.split("```")[1].strip("\n").splitlines()
        assert len(block) == 2
        assert max(map(len, block)) <= 38


async def test_unexpected_errors_get_a_number(caplog: pytest.LogCaptureFixture):
    """An unexpected error is logged with traceback and number; the person sees only the number."""
    interaction = FakeInteraction(done=True)
    command: Any = SimpleNamespace(qualified_name="alerts list", name="list")
    interaction.command = command
    with caplog.at_level(logging.ERROR):
        await answer(interaction, app_commands.CommandInvokeError(command, ZeroDivisionError("secret detail")))
    (text,) = interaction.answers
    (record,) = caplog.records
    assert "secret" not in text
    assert record.getMessage() == f"Unexpected error {text.split('`')[1]} in /alerts list."
    assert record.exc_info is not None


@pytest.mark.parametrize("code", [10062, 10008, 10015, 40060, 50027])
async def test_too_late_is_logged_and_not_answered(caplog: pytest.LogCaptureFixture, code: int):
    """An expired or dismissed interaction is logged and not answered."""
    interaction = FakeInteraction()
    late = discord.HTTPException(
        cast("Any", SimpleNamespace(status=404, reason="")), {"code": code, "message": "Unknown interaction"}
    )
    with caplog.at_level(logging.WARNING):
        await answer(interaction, late)
    assert interaction.answers == []
    assert "Skipped a reply" in caplog.text


async def test_mistakes_in_queries_are_not_logged(caplog: pytest.LogCaptureFixture):
    """A mistake in a query is answered; what people type is not in the log."""
    interaction = FakeInteraction()
    await answer(interaction, QueryError("No words.", query="\ud83d", position=0))
    assert "No words." in interaction.answers[0]
    assert caplog.records == []


async def test_an_answer_that_fails_is_logged(caplog: pytest.LogCaptureFixture):
    """An answer that cannot be sent is logged, and nothing is raised."""
    with caplog.at_level(logging.WARNING):
        await answer(FakeInteraction(failure=aiohttp.ClientError("away")), PaperboyError("No."))
    assert "Could not send" in caplog.text
