"""People who say what they think of papers, and delete that: what Discord shows in the end must be stored."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from tests.fake_discord.state.commands import CannotTypeError
from tests.wire.crash.people.commands import place_to_type
from tests.wire.crash.people.savers import Savers
from tests.wire.crash.people.wanting import LIST, STREAM
from tests.wire.crash.plan.likes import READERS, Act, Acting
from tests.wire.crash.verdict.verdict import papers_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.state.models import Channel, Message, User
    from tests.wire.crash.verdict.verdict import Owed

_NEW, _READ_AGAIN = 15, 45  # posts: those that people look at, and those of a channel that a start reads
_ANYTHING = frozenset({True, False, None})
_THUMBS = {Acting.LIKE.value: True, Acting.DISLIKE.value: False}


@dataclass(kw_only=True)
class Readers:
    """Each reacts to a paper in one of its posts only, and presses for others, so that the last word is known.

    `touched` are the papers of which somebody has thought something. Those that are `leaving` ask for the deletion
    of their data until they are told that it is done, and say nothing more; then they are `gone`.
    """

    discord: LoopbackDiscord
    channels: list[Channel]
    secret: Collection[int]
    brought: AbstractSet[tuple[str, str]]
    people: list[User] = field(default_factory=list["User"])
    touched: set[str] = field(default_factory=set[str])
    done: Counter[str] = field(default_factory=Counter[str])
    leaving: set[int] = field(default_factory=set[int])
    gone: set[int] = field(default_factory=set[int])
    savers: Savers = field(init=False)
    _posts: dict[tuple[int, str], Message] = field(default_factory=dict[tuple[int, str], "Message"])
    _pressed: dict[tuple[int, str], AbstractSet[bool | None]] = field(
        default_factory=dict[tuple[int, str], "AbstractSet[bool | None]"]
    )

    def __post_init__(self):
        guild = self.channels[0].guild
        assert guild is not None
        self.people = [self.discord.world.add_member(guild, f"Reader {n}") for n in range(READERS)]
        self.savers = Savers(discord=self.discord, place=place_to_type(self.channels), brought=self.brought)

    def rest(self, acts: Iterable[Act]):
        """React while no bot runs."""
        for act in acts:
            if act.after is None:
                self._react(act)

    async def live(self, acts: Iterable[Act]):
        """React and press while it runs; to be cancelled when it dies."""
        await self.discord.gateway.connected()
        before = 0.0
        for after, act in sorted(((act.after, act) for act in acts if act.after is not None), key=itemgetter(0)):
            await asyncio.sleep(after - before)
            before = after
            with suppress(CannotTypeError):
                await self._do(act)
        for person in self.people:
            if person.id in self.leaving - self.gone:
                with suppress(CannotTypeError):
                    await self._forget(person)

    async def _do(self, act: Act):
        if act.doing is Acting.FORGET:
            self.leaving.add(self.people[act.person].id)
        elif act.doing is Acting.SAVE:
            person = self.people[act.person]
            if person.id not in self.leaving:
                self.done[await self.savers.press(person, act.pick)] += 1
        elif act.doing is Acting.PRESS:
            await self._press(act)
        else:
            self._react(act)

    def _react(self, act: Act):
        person = self.people[act.person]
        posts = [message for message in self.discord.posted() if self._may_be_liked(message)][-_NEW:]
        if not posts or person.id in self.leaving:
            return
        message = posts[int(act.pick * len(posts))]
        papers = [paper for _, paper in papers_in([message])]
        message = self._posts.setdefault((person.id, " ".join(papers)), message)
        for emoji in _THUMBS:
            if person.id in message.reactions.get(emoji, {}):
                self.discord.people.take_away(person, message, emoji)
        if act.doing is not Acting.AWAY:
            self.discord.people.react(person, message, act.doing)
        self.touched.update(papers)
        self.done[act.doing if act.after is not None else f"{act.doing} while down"] += 1

    def _may_be_liked(self, message: Message) -> bool:
        """Those with odd numbers by reactions; in a secret channel the bot could not read what was posted."""
        found = papers_in([message])
        hidden = {self.channels[number].id for number in self.secret}
        return bool(found) and found[0][0] not in hidden and (len(found) > 1 or int(found[0][1][-1]) % 2 == 1)

    async def _press(self, act: Act):
        person, place = self.people[act.person], place_to_type(self.channels)
        known = sorted({paper for paper, by in self.brought if by in {LIST, STREAM} and int(paper[-1]) % 2 == 0})
        paper = known[int(act.pick * len(known))] if known else ""
        if not paper or (person.id, paper) in self._pressed or person.id in self.leaving:
            return
        asked = await self.discord.people.slash(person, place, "papers show", {"paper": paper})
        shown = await asked.edited(1)
        liked = act.pick * 10 % 1 < 0.7
        self.touched.add(paper)
        self._pressed[person.id, paper] = {None, liked}
        edits = shown.edits
        pressed = await self.discord.people.press(person, shown, "Like" if liked else "Not for me")
        await pressed.edited(edits + 1)
        self._pressed[person.id, paper] = {liked}
        self.done[act.doing] += 1

    async def _forget(self, person: User):
        place = place_to_type(self.channels)
        asked = await self.discord.people.slash(person, place, "paperboy data")
        shown = await asked.edited(1)
        for label in ("Delete…", "Delete"):
            edits = shown.edits
            pressed = await self.discord.people.press(person, shown, label)
            shown = await pressed.edited(edits + 1)
        if shown.content == "Your data was deleted.":
            self.gone.add(person.id)
            self.done[Acting.FORGET] += 1

    # --- in the end ---------------------------------------------------------------------------------------

    def wrong(self, stored: Mapping[int, Mapping[str, bool]], uncertain: Collection[Owed]) -> list[str]:
        """What is stored, by person and paper, of what was not said, and what is missing.

        Of those that were not told that they are deleted, and of posts that a start does not read again, nothing
        is certain.
        """
        known = self._known(uncertain)
        found: list[str] = []
        for person in self.people:
            has, allowed = stored.get(person.id, {}), self._allowed(person, known)
            if person.id in self.gone:
                allowed = {}
            elif person.id in self.leaving:
                allowed = dict.fromkeys(has, _ANYTHING)
            found += [
                f"{person.name} thinks {has.get(paper)} of {paper}, not {allowed.get(paper)}"
                for paper in sorted({*has, *allowed})
                if has.get(paper) not in allowed.get(paper, {None})
            ]
        return found

    def _allowed(self, person: User, known: Collection[int]) -> dict[str, AbstractSet[bool | None]]:
        allowed = {paper: values for (who, paper), values in self._pressed.items() if who == person.id}
        for (who, paper), message in self._posts.items():
            if who == person.id and " " not in paper:
                thumbs = {liked for emoji, liked in _THUMBS.items() if who in message.reactions.get(emoji, {})}
                allowed[paper] = (thumbs or {None}) if message.id in known else _ANYTHING
        return allowed

    def _known(self, uncertain: Collection[Owed]) -> set[int]:
        """The posts that the bot knows of and reads again."""
        posts: defaultdict[int, list[int]] = defaultdict(list)
        for message in self.discord.posted():
            if papers := papers_in([message]):
                posts[papers[0][0]] += [message.id] * uncertain.isdisjoint(papers)
        return {one for ids in posts.values() for one in ids[-_READ_AGAIN:]}

    def wrong_saves(self, stored: Mapping[int, Sequence[str]]) -> list[str]:
        """The papers that somebody has saved and that are not in their list once, and others there."""
        found = [one for one in self.people if one.id not in self.leaving]
        left = [f"{one.name} has a list" for one in self.people if one.id in self.gone and stored.get(one.id)]
        return [*left, *(wrong for one in found for wrong in self.savers.wrong(one, stored.get(one.id, ())))]
