"""Import of an alerts file: plan its changes, then carry them out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError, text_for_people
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.subscription import PICKS_A_DAY, Kind
from bot.language.formats import some_of
from bot.language.translating import gettext
from bot.service.preferences.channel_settings import SETTINGS, exported
from bot.service.slices import in_slices
from bot.service.subscriptions.chosen_sources import as_typed, inactive_sources
from bot.service.subscriptions.pauses import PauseError, require_near
from bot.service.subscriptions.rules import (
    DuplicateSubscriptionError,
    SubscriptionRequest,
    own_name,
    require_room,
)
from bot.text.safe import clean, clip, safe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Destination, Owner, Subscription
    from bot.service.alerts_file.reader import WantedChannel, WantedSubscription
    from bot.service.preferences.preferences import ChannelPreferences
    from bot.service.subscriptions.rules import Limits
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undo import MayPost

_NAME_LENGTH_IN_PROBLEM = 30  # characters of a name in `Changes.problems`
_NAMES_PER_PROBLEM = 3  # subscriptions named with the same problem
_NAME_LENGTH_IN_TROUBLE = 120  # characters of an escaped name in `ImportResult.troubles`


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Planned changes of an import.

    `to_delete` are deleted first. `steps` are subscriptions to add, change, pause or resume, in the order to save.
    `left_out` are settings of which some are not possible there. `untouched` are not in the file and stay.
    `problems` are sentences; with any of them the plan must not be carried out. `missing` are channels that the
    server lacks, by number in the file; they must be chosen first.
    `topic` is that of a starter pack: then `untouched` are its subscriptions that the channel has, and `rates` are
    matches a day by query, if known.
    """

    steps: tuple[SubscriptionRequest, ...]
    settings: Mapping[int, tuple[Preferences, Preferences]]  # by destination: before, after
    left_out: Mapping[int, tuple[Preferences, Preferences]]  # by destination: possible, wanted
    to_delete: tuple[Subscription, ...]
    untouched: tuple[Subscription, ...]
    problems: tuple[str, ...]
    missing: Mapping[int, str] = field(default_factory=dict[int, str])
    topic: str = ""
    rates: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def is_empty(self) -> bool:
        """True if the import changes nothing."""
        return not (self.steps or self.settings or self.to_delete or self.missing)


@dataclass(slots=True)
class ImportResult:
    """Result of an import: what its steps returned, and sentences about failures."""

    results: list[object] = field(default_factory=list[object])
    troubles: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Importer:
    """Plans and carries out imports.

    `now` returns aware UTC time; `catalogue` has this host's sources.
    """

    subscriptions: Subscriptions
    preferences: ChannelPreferences
    now: Callable[[], datetime]
    catalogue: Catalogue = EMPTY_CATALOGUE

    async def plan(
        self,
        owner: Owner,
        wanted: Sequence[tuple[WantedChannel, Destination]],
        *,
        delete_absent: bool,
        roles: Collection[int] = (),
        topic: str = "",
    ) -> Changes:
        """Plan the import of these channels; the owner's person becomes the creator of new subscriptions.

        `delete_absent` deletes subscriptions that are not in the file; by default they stay. `roles` can be
        mentioned. A starter pack, with its `topic`, leaves a subscription with the same query as it is, even
        with other sources. Two equal entries count once: a person can choose one channel for two of the file.
        """
        owned, catalogue = await self.subscriptions.owned(owner), self.catalogue.of(owner)
        not_in_file = {one.id: one for one in owned}
        steps: list[SubscriptionRequest] = []
        already_there: list[Subscription] = []
        problems: list[str] = []
        read: set[tuple[int, WantedSubscription]] = set()
        for channel, destination in wanted:
            for one in channel.subscriptions:
                await asyncio.sleep(0)  # a file can have a thousand
                entry = destination.id, one.model_copy(update={"id": ""})
                if entry in read:
                    continue
                read.add(entry)
                old = _existing(one, destination, not_in_file, any_sources=bool(topic))
                if old is not None:
                    del not_in_file[old.id]
                    if topic:
                        already_there.append(old)
                        continue
                request = SubscriptionRequest(
                    query=one.query,
                    destination=destination,
                    creator_id=owner.user_id,
                    name=_name(one, old),
                    mode=one.deliver,
                    replaces=old,
                    sources=one.sources,
                    pause=_pause(one, old, self.now()),
                    most=one.picks or PICKS_A_DAY,
                    examples=one.examples if one.picks else (),
                )
                problems += self._problems(one, request, catalogue)
                if request.result != old:
                    steps.append(request)
        absent = tuple(not_in_file.values())
        staying = [one for one in owned if not delete_absent or one.id not in not_in_file]
        ordered, conflicts = await _in_order(steps, staying, self.subscriptions.limits)
        chosen = [
            (destination, new, _possible(new, destination, roles))
            for channel, destination in wanted
            if (new := channel.settings) is not None
        ]
        return Changes(
            steps=ordered,
            settings={
                there.id: (there.preferences, possible)
                for there, _, possible in chosen
                if exported(possible) != exported(there.preferences)
            },
            left_out={there.id: (possible, new) for there, new, possible in chosen if possible != new},
            to_delete=absent if delete_absent else (),
            untouched=tuple(already_there) if topic else () if delete_absent else absent,
            problems=(*problems, *conflicts),
            topic=topic,
        )

    async def carry_out(self, owner: Owner, changes: Changes, may_post: MayPost) -> ImportResult:
        """Carry out a plan step by step; a failed step is reported, and the others are still done.

        A save fails if the subscription changed since the plan, or if `may_post` raises because the person is not
        allowed to post or resume there. A deletion is done whatever changed since.
        """
        result = ImportResult()
        for old in changes.to_delete:
            await _try(result, safe(old.name, _NAME_LENGTH_IN_TROUBLE), self.subscriptions.delete(owner, old.id))
        for request in changes.steps:
            await _try(
                result,
                safe(request.full_name, _NAME_LENGTH_IN_TROUBLE),
                self.subscriptions.save(request, may_post),
            )
        await self.preferences.reschedule(request.destination.id for request in changes.steps)
        for destination_id, (before, after) in changes.settings.items():
            # Only the planned settings: others may have been changed since.
            changed = (setting for setting in SETTINGS if setting.of(before) != setting.of(after))
            chosen = {name: getattr(after, name) for setting in changed for name in setting.field_names}
            await _try(result, f"<#{destination_id}>", self.preferences.change(destination_id, **chosen))
        return result

    def _problems(
        self, wanted: WantedSubscription, request: SubscriptionRequest, catalogue: Catalogue
    ) -> Iterator[str]:
        """Yield why a subscription cannot be imported: for its sources, or the end of its pause."""
        name = clip(clean(wanted.name or wanted.query.canonical), _NAME_LENGTH_IN_PROBLEM)
        existing = () if request.replaces is None else request.replaces.sources
        if names := inactive_sources([one for one in wanted.sources if one not in existing], catalogue):
            yield gettext(
                "{name} has sources that are not available: {sources}.", name=name, sources=as_typed(names)
            )
        if wanted.paused and wanted.paused_until is not None:
            try:
                require_near(wanted.paused_until, self.now())
            except PauseError as error:
                yield gettext("{name}: {text}", name=name, text=error)


def _existing(
    wanted: WantedSubscription,
    destination: Destination,
    candidates: Mapping[str, Subscription],
    *,
    any_sources: bool,
) -> Subscription | None:
    """Return the stored subscription of an entry: by id, else by destination, query, picks or not, and sources."""
    if wanted.id in candidates:
        return candidates[wanted.id]
    unique_key = (destination.id, wanted.query.canonical, bool(wanted.picks), wanted.sources)
    unique_key = unique_key[: 3 if any_sources else 4]
    return next((one for one in candidates.values() if one.unique_key[: len(unique_key)] == unique_key), None)


def _possible(wanted: Preferences, destination: Destination, roles: Collection[int]) -> Preferences:
    """Return the wanted settings, but the current ones for unknown roles, and for threads without text channel."""
    current = destination.preferences
    if wanted.role_id not in {None, *roles}:
        wanted = replace(wanted, role_id=current.role_id)
    if wanted.likes_role_id not in {None, *roles}:
        wanted = replace(wanted, likes_role_id=current.likes_role_id)
    if destination.kind is not Kind.CHANNEL:
        wanted = replace(wanted, thread_per_alert=current.thread_per_alert)
    return wanted


def _name(wanted: WantedSubscription, old: Subscription | None) -> str:
    """Return the name of an entry; "" if it is derived from the query and must change with it."""
    if old is None or own_name(old) or wanted.name not in {"", old.name}:
        return wanted.name
    return old.name if wanted.query.canonical == old.query else ""


def _pause(
    wanted: WantedSubscription, old: Subscription | None, now: datetime
) -> tuple[bool, datetime | None] | None:
    """Return the pause that an entry changes to, as (paused, until when); None for no change."""
    end, was_paused = wanted.paused_until, old is not None and old.paused
    if not wanted.paused or (end is not None and end <= now):
        return (False, None) if was_paused else None
    if was_paused and old is not None and end in (None, old.paused_until):
        return None
    return True, end


async def _try(result: ImportResult, entry: str, work: Awaitable[object]) -> None:
    """Await one step, and add its result or failure to `result`."""
    try:
        result.results.append(await work)
    except PaperboyError as error:
        result.troubles.append(gettext("{name}: {text}", name=entry, text=text_for_people(error)))


async def _in_order(
    steps: Sequence[SubscriptionRequest], stored: Sequence[Subscription], limits: Limits
) -> tuple[tuple[SubscriptionRequest, ...], list[str]]:
    """Return the steps, reordered so that each one has room when it is carried out, and the errors of the others.

    If A moves to the channel of B, which has the same query and sources, and B to a third channel, B is first. No
    order lets two swap.
    """
    ordered: list[SubscriptionRequest] = []
    names_by_error: dict[str, list[str]] = {}
    left: Sequence[SubscriptionRequest] = ()
    failed: list[SubscriptionRequest] = [*steps]
    while len(left) != len(failed):  # else none had room
        left, failed, names_by_error = failed, [], {}
        async for request in in_slices(left, 1):
            others = [one for one in stored if one is not request.replaces]
            try:
                if request.needs_room:
                    require_room(others, request.result, limits)
            except PaperboyError as error:
                failed.append(request)
                text = str(error)
                # Without an id, the existing one is new, from an earlier step.
                if isinstance(error, DuplicateSubscriptionError) and not error.existing.id:
                    text = gettext("The file has this query twice for the same channel.")
                names_by_error.setdefault(text, []).append(safe(request.full_name, _NAME_LENGTH_IN_PROBLEM))
            else:
                ordered.append(request)
                stored = [*others, request.result]
    return (*ordered, *failed), [
        gettext("{name}: {text}", name=some_of(same[:_NAMES_PER_PROBLEM], len(same)), text=error)
        for error, same in names_by_error.items()
    ]
