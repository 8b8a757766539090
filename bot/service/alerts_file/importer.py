"""Importing an alerts file: what it would change, and doing that."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from bot.domain.ports.catalogue import UNKNOWN
from bot.language.translating import gettext, ngettext
from bot.service.preferences.catalogue import SETTINGS, exported
from bot.service.slices import in_slices
from bot.service.subscriptions.chosen_sources import as_typed, inactive_sources
from bot.service.subscriptions.pauses import PauseError, require_near
from bot.service.subscriptions.rules import SubscriptionRequest, clean_name, default_name, own_name
from bot.text.safe import clean, clip, safe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Destination, Owner, Subscription
    from bot.service.alerts_file.reader import WantedChannel, WantedSubscription
    from bot.service.preferences.preferences import ChannelPreferences
    from bot.service.subscriptions.rules import Limits
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undo import MayPost


_NAME = 30  # characters of a name in a problem
_SHOWN = 120  # of an escaped name in a trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that an import would do. `problems` are sentences; with one of them nothing may be done.

    `steps` are the subscriptions to add, change, pause or resume.
    """

    steps: tuple[SubscriptionRequest, ...]
    settings: Mapping[int, tuple[Preferences, Preferences]]  # by destination: before, after
    ended: tuple[Subscription, ...]
    unchanged: int
    untouched: tuple[Subscription, ...]
    problems: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """True if the import changes nothing."""
        return not (self.steps or self.settings or self.ended)


@dataclass(slots=True)
class Done:
    """The result of an import: subscriptions and channels counted. `troubles` are sentences about the rest."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    channels: int = 0
    troubles: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Importer:
    """Compares a file with what there is, and carries out what was planned.

    `now` gives aware UTC time; `catalogue` has this host's sources.
    """

    subscriptions: Subscriptions
    preferences: ChannelPreferences
    now: Callable[[], datetime]
    catalogue: Catalogue = UNKNOWN

    async def plan(
        self,
        owner: Owner,
        person: int,
        wanted: Sequence[tuple[WantedChannel, Destination]],
        *,
        end_missing: bool,
    ) -> Changes:
        """Plan the import of these channels; `person` becomes the creator of what is added.

        Subscriptions that the file does not have are left alone, unless `end_missing` is given.
        """
        missing = {one.id: one for one in await self.subscriptions.owned(owner)}
        steps: list[SubscriptionRequest] = []
        expected: list[Subscription] = []  # those that there are afterwards
        problems: list[str] = []
        for channel, destination in wanted:
            for one in channel.subscriptions:
                if (old := _same(one, destination, missing)) is not None:
                    del missing[old.id]
                wish = SubscriptionRequest(
                    query=one.query,
                    destination=destination,
                    creator_id=person,
                    name=_name(one, old),
                    mode=one.deliver,
                    replaces=old,
                    sources=one.sources,
                    pause=_pause(one, old, self.now()),
                )
                expected.append(wish.result)
                problems += self._problems(one, wish)
                if wish.result != old:
                    steps.append(wish)
                await asyncio.sleep(0)  # a file may have very many
        left = tuple(missing.values())
        expected += () if end_missing else left
        problems += [one async for one in in_slices(_duplicates(expected))]
        problems += _overfull(expected, self.subscriptions.limits, owner)
        return Changes(
            steps=tuple(steps),
            settings={
                destination.id: (destination.preferences, new)
                for channel, destination in wanted
                if (new := channel.settings) is not None and exported(new) != exported(destination.preferences)
            },
            ended=left if end_missing else (),
            unchanged=sum(len(channel.subscriptions) for channel, _ in wanted) - len(steps),
            untouched=() if end_missing else left,
            problems=tuple(problems),
        )

    async def carry_out(self, owner: Owner, changes: Changes, may_post: MayPost) -> Done:
        """Do it, one after the other; where somebody has changed something since the plan the rest goes on.

        So it does where `may_post` raises: somebody has paused meanwhile what the person may not resume.
        """
        done = Done()
        for old in changes.ended:
            done.ended += await _try(done, safe(old.name, _SHOWN), self.subscriptions.end(owner, old.id))
        for wish in changes.steps:
            saved = await _try(done, safe(wish.full_name, _SHOWN), self.subscriptions.save(wish, may_post))
            done.added += saved and wish.replaces is None
            done.changed += saved and wish.replaces is not None
        await self.preferences.reschedule(wish.destination.id for wish in changes.steps)
        for destination_id, (before, after) in changes.settings.items():
            # What was to change when it was planned: anything else somebody may have set since.
            new = (setting for setting in SETTINGS if setting.of(before) != setting.of(after))
            chosen = {name: getattr(after, name) for setting in new for name in setting.names}
            work = self.preferences.change(destination_id, **chosen)
            done.channels += await _try(done, f"<#{destination_id}>", work)
        return done

    def _problems(self, wanted: WantedSubscription, wish: SubscriptionRequest) -> Iterator[str]:
        """Yield the reasons why one cannot be imported: its query, sources or end of a pause."""
        called = clip(clean(wanted.name or wanted.query.canonical), _NAME)
        if wanted.query.refused and wish.is_edit:
            yield gettext("{entry}: {error}", entry=called, error=wanted.query.refused)
        kept = () if wish.replaces is None else wish.replaces.sources
        if names := inactive_sources([name for name in wanted.sources if name not in kept], self.catalogue):
            yield gettext(
                "{name}: this host does not read {sources}. Take that out of `sources`.",
                name=called,
                sources=as_typed(names),
            )
        if wanted.paused and wanted.paused_until is not None:
            try:
                require_near(wanted.paused_until, self.now())
            except PauseError as error:
                yield gettext("{entry}: {error}", entry=called, error=error)


def _same(
    wanted: WantedSubscription, destination: Destination, missing: Mapping[str, Subscription]
) -> Subscription | None:
    """The subscription that is meant: by its id, else the one with this query and sources in this destination."""
    if wanted.id in missing:
        return missing[wanted.id]
    asks = (destination.id, wanted.query.canonical, wanted.sources)
    return next((one for one in missing.values() if one.asks == asks), None)


def _name(wanted: WantedSubscription, old: Subscription | None) -> str:
    """The name that is meant: one that was taken from the query is none, and goes with the query.

    Files of older versions have such a name, and it stands there still when only the query was edited.
    """
    name = clean_name(wanted.name)
    if old is None or name not in {"", old.name, default_name(old.query)} or own_name(replace(old, name=name)):
        return name
    return "" if own_name(old) or wanted.query.canonical != old.query else old.name


def _pause(
    wanted: WantedSubscription, old: Subscription | None, now: datetime
) -> tuple[bool, datetime | None] | None:
    """The wanted pause (paused, until when); None where nothing changes."""
    end, was_paused = wanted.paused_until, old is not None and old.paused
    if not wanted.paused or (end is not None and end <= now):
        return (False, None) if was_paused else None
    if was_paused and old is not None and end in (None, old.paused_until):
        return None
    return True, end


async def _try(done: Done, entry: str, work: Awaitable[object]) -> bool:
    """Do one of several things; a failure is reported, and the others are still done."""
    try:
        await work
    except PaperboyError as error:
        done.troubles.append(gettext("{entry}: {error}", entry=entry, error=error))
        return False
    return True


def _duplicates(expected: Sequence[Subscription]) -> Iterator[str]:
    for (destination_id, query, _), count in Counter(one.asks for one in expected).items():
        if count > 1:
            # NOTE: {number} is two at least
            yield ngettext(
                "{channel} would have the same query {number} time: {query}",
                "{channel} would have the same query {number} times: {query}",
                count,
                channel=f"<#{destination_id}>",
                query=query,
            )


def _overfull(expected: Sequence[Subscription], limits: Limits, owner: Owner) -> Iterator[str]:
    for destination_id, count in Counter(one.destination_id for one in expected).items():
        if count > limits.per_channel:
            yield ngettext(
                "{channel} would have {number} subscription; {most} is the most.",
                "{channel} would have {number} subscriptions; {most} is the most.",
                count,
                channel=f"<#{destination_id}>",
                most=limits.per_channel,
            )
    if owner.guild_id is not None and len(expected) > limits.per_guild:
        yield ngettext(
            "This server would have {number} subscription; {most} is the most.",
            "This server would have {number} subscriptions; {most} is the most.",
            len(expected),
            most=limits.per_guild,
        )
