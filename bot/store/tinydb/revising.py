"""What waits for a subscription follows its changes, within their transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.store import revision as rules
from bot.store.tinydb.core import Core

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.ports import Revision
    from bot.domain.subscription import Subscription


class Revising(Core):
    """Parts of transactions; see `bot.store.revision` for the rules."""

    def _revise(self, subscription: Subscription, revision: Revision) -> frozenset[str]:
        """Let it follow; the papers that the place that was left has for the subscription."""
        if not rules.concerned(subscription, revision):
            return frozenset()
        old, to = revision.replaces, subscription.destination_id
        freed = self._take_apart(old, revision.end)
        here = [*freed, *self._open_alerts(old.destination_id)]
        had = {paper for paper in revision.owed if subscription.id in self._had_elsewhere(to, paper, {})}
        revision = replace(revision, owed=revision.owed - had)
        papers = revision.owed.union(alert.paper_id for alert in here)
        there = {paper: known for paper in papers if (known := self._alert(to, paper)) is not None}
        revised = rules.revise(subscription, revision, here, there)
        self._follow(revised)
        if to == old.destination_id:
            return frozenset()
        known = (self._alert(old.destination_id, paper) for paper in revision.candidates)
        had = [alert for alert in known if alert is not None and rules.had(alert, subscription.id)]
        for alert in rules.had_because_of_others(had, subscription, revision):
            self._put_alert(rules.naming(alert, subscription.id), self._finished(alert))
        return frozenset(revised.stayed.union(alert.paper_id for alert in had))

    def _follow(self, revised: rules.Revised) -> None:
        for alert, finished in revised.alerts.values():
            self._put_alert(alert, finished)
        for key in revised.gone:
            self._drop_alert(*key)

    def _take_apart(self, subscription: Subscription, at: datetime) -> list[Alert]:
        """Its messages that are surely not posted; their alerts, which the index knows after the transaction."""
        freed: list[Alert] = []
        for message in self._found(self._index.outbox.unfinished(subscription.destination_id)):
            alerts = list(self._tied(message))
            if rules.surely_unposted(message) and any(subscription.id in a.subscriptions for a in alerts):
                self._put_message(rules.taken_apart(message, at))
                freed += map(rules.pending_again, alerts)
        for alert in freed:
            self._put_alert(alert)
        return freed
