"""Papers, and how far each source has been read."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.errors import ConflictError
from bot.domain.paper import with_summary
from bot.domain.ports import PaperStore
from bot.store import codec, rules
from bot.store.postgres.database import Core
from bot.store.postgres.rows import (
    ALERT_COLUMNS,
    SELECT_PAPERS,
    UPSERT_ALERT,
    UPSERT_NOTE,
    UPSERT_PAPER,
    UPSERT_POSITION,
    alert_of,
    alert_values,
    note_values,
    paper_of,
    paper_values,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting, Summary
    from bot.domain.ports import PollCommit
    from bot.store.postgres.driver import Connection, Row

_AT_A_TIME = 100  # papers decoded before the event loop gets its turn, some 3 ms

# Rows are locked in the order of their keys everywhere, so that two transactions seldom wait for each other.
_ALERTS_OF = f"""
SELECT {ALERT_COLUMNS} FROM alerts
WHERE (destination_id, paper_id) IN (SELECT * FROM unnest($1::bigint[], $2::text[]))
"""  # noqa: S608 - columns of our own
_EXISTING = f"{_ALERTS_OF} ORDER BY destination_id, paper_id FOR UPDATE"
_WIDEN = """
UPDATE subscriptions SET baseline = ARRAY(SELECT unnest(baseline) UNION SELECT unnest($2::text[]))
WHERE id = $1 AND NOT baseline @> $2::text[] RETURNING id
"""
# The transaction that wrote a row tells it from what it was before; so no column has to.
_MARK = "hashtext(id || ' ' || xmin::text)"
_DAYS = f"SELECT list_day, sum({_MARK}::bigint)::bigint AS marks FROM papers GROUP BY list_day"  # noqa: S608 - our own
_MARKS = f"SELECT id, {_MARK} AS mark FROM papers WHERE list_day = $1"  # noqa: S608 - our own
_ELSEWHERE = """
SELECT asked.destination_id, asked.paper_id, a.subscriptions
FROM unnest($1::bigint[], $2::text[]) AS asked (destination_id, paper_id)
JOIN destinations here ON here.id = asked.destination_id
JOIN destinations other ON other.guild_id = here.guild_id AND other.id <> here.id
JOIN alerts a ON a.destination_id = other.id AND a.paper_id = asked.paper_id AND a.state <> 'dropped'
"""


class PaperOperations(Core, PaperStore):
    """Papers, readings of sources and the alerts that come of them."""

    @override
    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        async def work(db: Connection) -> tuple[Alert, ...]:
            if commit.followed:  # what comes after it is written to the disk after it, and waits for both
                await db.execute("SET LOCAL synchronous_commit TO off")
            version = await db.fetchval("SELECT subscriptions FROM ledger FOR UPDATE")
            if commit.subscriptions_version != version:
                raise ConflictError("Subscriptions changed while papers were matched: match them again.")
            await _put_papers(db, commit.sightings)
            if commit.position is not None:
                await db.execute(UPSERT_POSITION, commit.source, commit.position)
            if commit.cursor is not None:
                await db.execute(UPSERT_NOTE, *note_values(rules.cursor_note(commit.source), commit.cursor))
            await _widen(db, commit.baselines)
            return await _merge_alerts(db, commit)

        return await self._db.transaction(work)

    @override
    async def alerts_of(self, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], Alert]:
        rows = await self._db.fetch(_ALERTS_OF, [place for place, _ in keys], [paper for _, paper in keys])
        return {alert.key: alert for alert in map(alert_of, rows)}

    @override
    async def add_paper(self, sighting: Sighting) -> Sighting:
        async def work(db: Connection) -> Sighting:
            await db.fetchval("SELECT papers FROM ledger FOR UPDATE")  # readings exclude each other, and this
            row = await db.fetchrow(f"{SELECT_PAPERS} WHERE id = $1", sighting.paper.id)
            if row is not None:
                return paper_of(row)
            await _put_papers(db, [sighting])
            return sighting

        return await self._db.transaction(work)

    @override
    async def add_summary(self, paper_id: str, summary: Summary) -> bool:
        async def work(db: Connection) -> bool:
            # Whoever prunes takes the same lock, so the paper stays; and of two summaries none is lost.
            await db.fetchval("SELECT papers FROM ledger FOR UPDATE")
            row = await db.fetchrow(f"{SELECT_PAPERS} WHERE id = $1", paper_id)
            if row is None:
                return False
            summaries = with_summary(paper_of(row).paper.summaries, summary)
            name = rules.summary_note(paper_id)
            await db.execute(UPSERT_NOTE, *note_values(name, codec.encode_summaries(summaries)))
            return True

        return await self._db.transaction(work)

    @override
    async def position(self, source: str) -> date | None:
        return await self._db.fetchval("SELECT day FROM positions WHERE source = $1", source)

    @override
    async def cursor(self, source: str) -> str | None:
        query = "SELECT value FROM notes WHERE name = $1"
        value = await self._db.fetchval(query, rules.cursor_note(source))
        return None if value is None else json.loads(value)

    @override
    async def papers_version(self) -> int:
        return await self._db.fetchval("SELECT papers FROM ledger")

    @override
    async def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        query = f"{SELECT_PAPERS} WHERE id = ANY($1::text[])"
        rows = await self._db.fetch(query, list(paper_ids))
        return {sighting.paper.id: sighting for sighting in await _decode(rows)}

    @override
    async def preprints_of(self, paper_ids: Collection[str]) -> dict[str, str]:
        query = "SELECT published, max(id) AS id FROM papers WHERE published = ANY($1::text[]) GROUP BY published"
        return {row["published"]: row["id"] for row in await self._db.fetch(query, list(paper_ids))}

    @override
    async def changed_days(self, known: Mapping[date, int]) -> AsyncGenerator[tuple[date, dict[str, int]]]:
        marks = {row["list_day"]: row["marks"] for row in await self._db.fetch(_DAYS)}
        for day in sorted({*known, *marks}, reverse=True):
            if day not in known or known[day] != marks.get(day):
                yield day, {row["id"]: row["mark"] for row in await self._db.fetch(_MARKS, day)}

    @override
    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        query = f"{SELECT_PAPERS} WHERE list_day >= $1"
        rows = await self._db.fetch(query, day)
        return tuple(sorted(await _decode(rows), key=rules.newest_first))


async def _decode(rows: Sequence[Row]) -> list[Sighting]:
    found: list[Sighting] = []
    for start in range(0, len(rows), _AT_A_TIME):
        batch = rows[start : start + _AT_A_TIME]
        found += [paper_of(row) for row in batch]
        await asyncio.sleep(0)
    return found


async def _put_papers(db: Connection, sightings: Iterable[Sighting]) -> None:
    values = sorted(map(paper_values, sightings), key=itemgetter(0))
    if values:
        await db.fetchmany(UPSERT_PAPER, values)
        await db.execute("UPDATE ledger SET papers = papers + 1")


async def _widen(db: Connection, baselines: Mapping[str, frozenset[str]]) -> None:
    values = [(key, sorted(papers)) for key, papers in sorted(baselines.items())]
    if values and await db.fetchmany(_WIDEN, values):
        await db.execute("UPDATE ledger SET subscriptions = subscriptions + 1")


async def _merge_alerts(db: Connection, commit: PollCommit) -> tuple[Alert, ...]:
    """Insert alerts or merge them with the stored ones; returns the new ones, as they are stored.

    Nothing but a reading inserts alerts, and readings exclude each other: what is absent stays so meanwhile.
    """
    if not (alerts := commit.alerts):
        return ()
    destinations, papers = zip(*(alert.key for alert in alerts), strict=True)
    rows = await db.fetch(_EXISTING, destinations, papers)
    known = {alert.key: alert for alert in map(alert_of, rows)}
    changed: dict[tuple[int, str], Alert] = {}
    new: dict[tuple[int, str], None] = {}
    asked = {a.key for a in alerts if a.paper_id in commit.known and rules.joins(known.get(a.key), a)}
    had = await had_elsewhere(db, asked)
    for alert in alerts:
        existing = known.get(alert.key)
        merged, is_new = rules.merge_unrepeated(
            existing, alert, had.get(alert.key, frozenset()), again=commit.again
        )
        if merged is None:
            continue
        known[alert.key] = merged
        if merged != existing:
            changed[alert.key] = merged
        if is_new:
            new[alert.key] = None
    await db.fetchmany(UPSERT_ALERT, [alert_values(changed[key]) for key in sorted(changed)])
    return tuple(known[key] for key in new)


async def had_elsewhere(db: Connection, keys: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], set[str]]:
    """Of each (destination, paper) the subscriptions that another destination of the server has, or had, it for.

    The ledger is locked, so none of them moves meanwhile.
    """
    had: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    if keys:
        for row in await db.fetch(_ELSEWHERE, *map(list, zip(*keys, strict=True))):
            had[row["destination_id"], row["paper_id"]].update(row["subscriptions"])
    return had
