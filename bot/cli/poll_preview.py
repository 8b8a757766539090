"""`paperboy poll`: show what a poll would post, without posting or storing anything."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.clock import utc_now
from bot.domain.errors import SourceError
from bot.domain.ports import PollReport, Source, SourceKind, Store
from bot.domain.schedule import LONGEST_UNTIL_DIGEST
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.sources.catalogue import build_all, catalogue_of
from bot.sources.http.fetcher import open_session
from bot.store.opening import open_temporary_copy
from bot.text.graphemes import clip
from bot.text.safe import clean
from bot.text.terminal import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

Facts: TypeAlias = "dict[str, Any]"

_MOST_ALERTS = 100_000  # that are shown
_TITLE_LENGTH = 60  # UTF-16 code units


async def dry_run(settings: Settings) -> Facts:
    """Poll every source against a copy of the store; return the results and the alerts, in JSON's types.

    If a source fails, its result is the error. Raises SourceError when all of them fail, and StoreError.
    """
    results: list[Facts] = []
    failures: list[SourceError] = []
    async with open_temporary_copy(settings.store.url) as store, open_session() as session:
        sources = build_all(settings, session).polled
        lists = catalogue_of(settings, sources).lists
        for source in sources:
            counts: Facts = {}
            try:
                poller = Poller(store, source, utc_now, PollContext(times=settings.times, lists=lists))
                report = await poller.poll()
            except SourceError as error:
                failures.append(error)
                text = str(error)
            else:
                text = _summary(source, report)
                counts = {"papers": report.papers, "new": report.new_papers, "baseline": report.learned}
            results.append({"source": source.spec.name, "text": f"{source.spec.title}: {text}", **counts})
        if len(failures) == len(sources):
            raise failures[0]
        return {"sources": results, **await _future_alerts(store, utc_now())}


def _summary(source: Source, report: PollReport) -> str:
    """Return one source's result in words: counts, some new papers, gaps."""
    days = f" on {counted(len(report.days), 'list day')}" if source.spec.kind is SourceKind.LIST else ""
    text = f"{counted(report.papers, 'paper')}{days}, {report.new_papers} new"
    if report.skipped:
        text += f", {counted(report.skipped, 'broken item')} skipped"
    if report.learned:
        text += ". This was the first poll: nothing is posted"
    examples = ", ".join(f'"{clip(clean(found.paper.title), _TITLE_LENGTH)}"' for found in report.examples)
    newest = f"New: {examples}." if examples else ""
    failure = str(report.failure or "")
    return " ".join(filter(None, (f"{text}.", *report.gaps, failure, newest)))


async def _future_alerts(store: Store, now: datetime) -> Facts:
    """Return the number of subscriptions, and the alerts that are due now or in the next digests."""
    subscriptions = (await store.subscriptions()).subscriptions
    alerts = await store.due_alerts(now + LONGEST_UNTIL_DIGEST, _MOST_ALERTS)
    papers = await store.sightings({alert.paper_id for alert in alerts})
    names = {subscription.id: subscription.name for subscription in subscriptions}
    posts = [
        {
            "channel": str(alert.destination_id),
            "due": alert.due.isoformat() if alert.due > now else None,
            "title": papers[alert.paper_id].paper.title,
            "matched": [names[key] for key in alert.subscriptions if key in names],
            "page": papers[alert.paper_id].paper.links.page,
        }
        for alert in alerts
    ]
    return {"subscriptions": len(names), "alerts": posts}


def as_text(preview: Facts) -> Iterator[str]:
    """Yield lines for a person."""
    yield from (result["text"] for result in preview["sources"])
    alerts: list[Facts] = preview["alerts"]
    if not preview["subscriptions"]:
        yield "There are no subscriptions yet: use /alerts subscribe in Discord."
    elif not alerts:
        yield "Nothing would be posted: there are no new matches."
    else:
        yield f"{counted(len(alerts), 'alert')} would be posted:"
    for alert in alerts:
        when = f"{datetime.fromisoformat(alert['due']):%a %d %b %H:%M} UTC" if alert["due"] else "now"
        matched = ", ".join(alert["matched"])
        yield f"  channel {alert['channel']}, {when}: {clean(alert['title'])} ({matched}) {alert['page']}"
