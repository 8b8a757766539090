"""`paperboy check`: test everything that can be wrong, one thing after the other."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import build
from bot.app.control import NobodyAnswersError, ask_running
from bot.app.shared_parts import mail_client
from bot.app.summaries import try_summaries
from bot.app.web.probe import probe
from bot.discord_io.endpoints import use_endpoints
from bot.discord_io.inspection import inspect_discord
from bot.domain.clock import utc_now
from bot.domain.errors import CredentialsError, PaperboyError, StoreError
from bot.domain.ports import SourceKind, lists_of, streams_of
from bot.ranking.learn import can_regress
from bot.service.added_sources.registry import load_sources, summary_of
from bot.settings import token_problem
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from bot.store.opening import engine_of, open_read_only, open_temporary_copy
from bot.text.graphemes import clip
from bot.text.safe import clean
from bot.text.terminal import counted

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import Source
    from bot.domain.subscription import Destination
    from bot.settings import Settings
    from bot.sources.mail.smtp import SmtpSender

_RUNNING = "Paperboy is running on it."
_TITLE_LENGTH = 80  # UTF-16 code units


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the check: its subject, a sentence, and whether it is ok."""

    subject: str
    text: str
    ok: bool = True


async def check(settings: Settings) -> list[Finding]:
    """Check settings, store, sources, what the host has set up beside them, token and channels' permissions."""
    findings = [
        Finding("version", f"Paperboy {build()}."),
        Finding("settings", "All values are valid."),
    ]
    store, destinations = await _check_store(settings)
    findings += [store, *await _check_sources(settings)]
    simpler = "The extra `picks` is not installed, so picks are ranked in a simpler way."
    findings.append(Finding("picks", "Papers are ranked by regression." if can_regress() else simpler))
    if settings.summaries.url:  # requests a summary in each language
        tried = try_summaries(settings.summaries)
        findings += [Finding("summaries", text, ok=is_ok) async for is_ok, text in tried]
    if client := mail_client(settings):
        findings.append(await _check_mail(client))
    if settings.web.port:
        findings.append(await _check_web(settings))
    return [*findings, *await _check_discord(settings, destinations)]


async def _check_mail(client: SmtpSender) -> Finding:
    """Connect to the mail server and log in; no mail is sent."""
    try:
        return Finding("mail", await client.prove())
    except PaperboyError as error:
        return Finding("mail", str(error), ok=False)


async def _check_store(settings: Settings) -> tuple[Finding, tuple[Destination, ...]]:
    """Return the finding, and the destinations to check the permissions in; none without a usable store."""
    url = settings.store.url
    try:
        # Before the first run missing files are fine: copying them gives an empty store.
        async with (open_read_only if engine_of(url).shared else open_temporary_copy)(url) as store:
            destinations = await store.destinations()
            counts = await store.counts()
            added = summary_of((await load_sources(store)).values())
        engine_of(url).require_writable(url)
        process = await _process_text(url)
    except PaperboyError as error:
        return Finding("store", str(error), ok=False), ()
    if process is None:
        return Finding("store", "No store yet: the first run creates it."), ()
    text = f"{counted(counts.papers, 'paper')}, {counted(counts.subscriptions, 'subscription')}. {process}"
    if added:
        kinds = (f"{kind}: {', '.join(f'{n} {state}' for state, n in one.items())}" for kind, one in added.items())
        text += f" Sources that people added in Discord: {'; '.join(kinds)}."
    return Finding("store", text), destinations


async def _process_text(url: str) -> str | None:
    """Return a sentence about the process that has the store open; None when there is no store yet.

    Raises StoreError for a process that does not answer.
    """
    if engine_of(url).shared:
        return "Any number of replicas can run on this database."
    try:
        await ask_running(url, "status")
    except NobodyAnswersError:
        with suppress(StoreError):
            async with open_read_only(url):
                return "Paperboy is not running on it."
        return None
    return _RUNNING


async def _check_web(settings: Settings) -> Finding:
    """Ask for the public address; only a running Paperboy answers there."""
    url, address = settings.store.url, settings.web.address
    with suppress(StoreError):  # may answer though the control socket does not
        if not engine_of(url).shared and await _process_text(url) != _RUNNING:
            return Finding("web", f"{address} answers only while Paperboy runs. Run this check again then.")
    is_ok, text = await probe(address)
    return Finding("web", text, ok=is_ok)


async def _check_sources(settings: Settings) -> list[Finding]:
    findings: list[Finding] = []
    now = utc_now()
    async with open_session() as session:
        for source in build_all(settings, session).polled:
            try:
                text, is_ok = await _poll_once(source, now), True
            except PaperboyError as error:
                text, is_ok = str(error), False
            findings.append(Finding(source.spec.title, text, ok=is_ok))
    return findings


async def _poll_once(source: Source, now: datetime) -> str:
    """Read a source once and return a sentence about the result. Raises SourceError."""
    if source.spec.kind is SourceKind.LIST:
        (one,) = lists_of([source])
        listed = await one.read(one.today(now), now)
        papers, broken = len(listed.sightings), listed.skipped
        return f"Today's list has {counted(papers, 'paper')}, {counted(broken, 'broken item')}."
    (stream,) = streams_of([source])
    part = await stream.read_from(None, now)
    text = f"Read {counted(len(part.announced), 'paper')}, {counted(part.skipped, 'broken item')}"
    if part.updates:
        text += f", and new versions of {counted(len(part.updates), 'older paper')}"
    if part.announced:  # the title shows that it is the right feed
        text += f'. First: "{clip(clean(part.announced[0].paper.title), _TITLE_LENGTH)}"'
    return f"{text}."


async def _check_discord(settings: Settings, destinations: tuple[Destination, ...]) -> list[Finding]:
    """Check the token, then the permissions in these destinations."""
    token = settings.discord.token
    if token is None:
        text = "PAPERBOY_DISCORD__TOKEN is not set: `paperboy run` needs it (`paperboy demo` does not)."
        return [Finding("token", text, ok=False)]
    if mistake := token_problem(token.get_secret_value()):
        return [Finding("token", f"PAPERBOY_DISCORD__TOKEN {mistake}.", ok=False)]
    use_endpoints(settings.discord.api_url, settings.discord.gateway_url)
    try:
        name, problems = await inspect_discord(token.get_secret_value(), destinations)
    except CredentialsError as error:
        return [Finding("token", str(error), ok=False)]
    except PaperboyError as error:
        text = f"{error} The token could not be checked. Check this machine's network."
        return [Finding("Discord", text, ok=False)]
    findings = [Finding("token", f"Logged in as {name}.")]
    for destination, problem in problems:
        text = problem or "I can post there and read the history."
        findings.append(Finding(f"channel {destination.id}", text, ok=problem is None))
    return findings
