"""What waits for a subscription follows its changes, within their transaction; see `bot.store.revision`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState
from bot.domain.subscription import taken_back
from bot.store import revision as rules
from bot.store.postgres.rows import ALERT_COLUMNS, UPSERT_ALERT, alert_of, alert_values
from bot.store.rules import PLANNED_AGAIN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.ports import Revision
    from bot.domain.subscription import Subscription
    from bot.store.postgres.driver import Connection

_NAMED = f"""
SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND state IN ('pending', 'planned')
AND $2 = ANY(subscriptions) ORDER BY destination_id, paper_id FOR UPDATE
"""  # noqa: S608 - as above
_TAKE_APART = """
WITH apart AS (
    UPDATE messages SET state = 'dropped', reason = $4, finished = $3, leased_until = NULL
    WHERE destination_id = $1 AND state = 'ready' AND first_attempt IS NULL AND paper_ids && $2::text[]
    RETURNING paper_ids
)
UPDATE alerts SET state = 'pending', message_key = NULL
WHERE destination_id = $1 AND state = 'planned' AND paper_id IN (SELECT unnest(paper_ids) FROM apart)
"""
_THERE = f"""
SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND paper_id = ANY($2::text[])
ORDER BY destination_id, paper_id FOR UPDATE
"""  # noqa: S608 - as above
_ELSEWHERE = """
SELECT asked.destination_id, asked.paper_id, a.subscriptions
FROM unnest($1::bigint[], $2::text[]) AS asked (destination_id, paper_id)
JOIN destinations here ON here.id = asked.destination_id
JOIN destinations other ON other.guild_id = here.guild_id AND other.id <> here.id
JOIN alerts a ON a.destination_id = other.id AND a.paper_id = asked.paper_id AND a.state <> 'dropped'
"""
_NAME = """
UPDATE alerts SET subscriptions = array_append(subscriptions, $3)
WHERE destination_id = $1 AND paper_id = ANY($2::text[])
"""


async def take_apart(db: Connection, subscription: Subscription, at: datetime) -> None:
    """The messages with alerts of a subscription that are surely not posted.

    Its alerts are locked first: a plan that is being written is waited for, a later one finds them changed.
    """
    named = await db.fetch(_NAMED, subscription.destination_id, subscription.id)
    papers = [row["paper_id"] for row in named if row["state"] == AlertState.PLANNED]
    if papers:
        await db.execute(_TAKE_APART, subscription.destination_id, papers, at, PLANNED_AGAIN)


async def had_elsewhere(db: Connection, keys: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], set[str]]:
    """Of each (destination, paper) the subscriptions that another destination of the server has, or had, it for.

    The ledger is locked, so none of them moves meanwhile.
    """
    had: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    if keys:
        for row in await db.fetch(_ELSEWHERE, *map(list, zip(*keys, strict=True))):
            had[row["destination_id"], row["paper_id"]].update(row["subscriptions"])
    return had


async def named(db: Connection, one: Subscription) -> list[Alert]:
    """The open alerts where a subscription or tombstone is that name it, locked."""
    return list(map(alert_of, await db.fetch(_NAMED, one.destination_id, one.id)))


async def follow(db: Connection, revised: rules.Revised) -> None:
    """Write what has become of alerts."""
    await db.fetchmany(UPSERT_ALERT, [alert_values(*revised.alerts[key]) for key in sorted(revised.alerts)])
    for key in sorted(revised.gone):
        await db.execute("DELETE FROM alerts WHERE destination_id = $1 AND paper_id = $2", *key)


async def let_go(db: Connection, one: Subscription) -> None:
    """Take a subscription or tombstone off the open alerts that name it."""
    await follow(db, rules.let_go(one, await named(db, one)))


async def keep(db: Connection, old: Subscription, tombstone: Subscription) -> None:
    """Let the open alerts of a subscription name the version before its change as well."""
    alerts = [rules.naming(alert, tombstone.id) for alert in await named(db, old)]
    await db.fetchmany(UPSERT_ALERT, [alert_values(alert) for alert in alerts])


async def take_up(db: Connection, tombstone: Subscription, at: datetime, due: datetime) -> None:
    """Let what waits for a tombstone be for the subscription that it becomes again."""
    back, alerts = taken_back(tombstone), await named(db, tombstone)
    elsewhere = await had_elsewhere(db, [alert.key for alert in alerts])
    had = {paper for (_, paper), keys in elsewhere.items() if back.id in keys}
    await follow(db, rules.taken_up(tombstone, alerts, had, at, due))


async def revise(db: Connection, subscription: Subscription, revision: Revision) -> frozenset[str]:
    """Let what waits follow; the papers that the place that was left has for the subscription.

    The ledger is locked, so no reading inserts alerts meanwhile.
    """
    if not rules.concerned(subscription, revision):
        return frozenset()
    old, to = revision.replaces, subscription.destination_id
    await take_apart(db, old, revision.end)
    here = await named(db, old)
    elsewhere = await had_elsewhere(db, [(to, paper) for paper in revision.owed])
    had = {paper for (_, paper), keys in elsewhere.items() if subscription.id in keys}
    revision = replace(revision, owed=revision.owed - had)
    papers = sorted(revision.owed.union(alert.paper_id for alert in here))
    there = map(alert_of, await db.fetch(_THERE, to, papers))
    revised = rules.revise(subscription, revision, here, {alert.paper_id: alert for alert in there})
    await follow(db, revised)
    if to == old.destination_id:
        return frozenset()
    known = map(alert_of, await db.fetch(_THERE, old.destination_id, sorted(revision.candidates)))
    left = [alert for alert in known if rules.had(alert, subscription.id)]
    if others := rules.had_because_of_others(left, subscription, revision):
        papers = [alert.paper_id for alert in others]
        await db.execute(_NAME, old.destination_id, papers, subscription.id)
    return frozenset(revised.stayed.union(alert.paper_id for alert in left))
