"""The harness's own claims: which papers must be posted where, as subscriptions change.

It follows what is written of that: DESIGN.md (a paper comes once; a pause stops matching), docs/reliability.md
("People change their minds"). Of the bot it needs what people and Discord see of it: which papers it has read, how
its subscriptions stand, and which posts it has begun, since those are finished where they are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.wire.crash.people.wanting import LIST
from tests.wire.crash.verdict.accounts import unaccounted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from tests.wire.crash.people.wanting import Wanting
    from tests.wire.crash.verdict.verdict import Owed


@dataclass(kw_only=True)
class Claim:
    """What one subscription has to do with one paper.

    It `must` have been posted in the end in one of `places`. A post is its doing only in a channel that `until`
    has, and before that moment (seconds since 1970). In `left` a post had begun when the subscription moved: it is
    finished there, split if it must be, whatever becomes of the subscription elsewhere. It is `early` while the
    paper may have been posted, and does not count as read yet: the reading was broken off. So it is when no source
    is listened to any more that had brought it: it was let go, and is owed when one brings it.
    """

    must: bool
    places: set[int] = field(default_factory=set[int])
    left: set[int] = field(default_factory=set[int])
    until: dict[int, float] = field(default_factory=dict[int, float])
    early: bool = False

    def copy(self) -> Claim:
        """One that goes another way from now on."""
        return replace(self, places=set(self.places), left=set(self.left), until=dict(self.until))

    def allow(self, channels: Iterable[int]):
        """From now on it may come in these, too."""
        self.places.update(channels)
        self.until.update(dict.fromkeys(channels, math.inf))


@dataclass(kw_only=True)
class _Hold:
    """A pause: nothing is posted from `begin` to `end`, but what had been `begun`."""

    begin: float
    begun: frozenset[Owed]
    end: float = math.inf


@dataclass(frozen=True, kw_only=True)
class Post:
    """A paper that Discord took in a channel, and when."""

    channel: int
    paper: str
    at: float


class Claims:
    """Kept over an episode. `words` has those of each paper, `wanting` what each subscription asks for first.

    `given` is what there is to read at any moment, as (paper, source).
    """

    def __init__(
        self,
        words: Mapping[str, frozenset[str]],
        wanting: Mapping[str, Wanting],
        given: AbstractSet[tuple[str, str]] = frozenset(),
    ):
        self._words = words
        self._given = given
        self._wanting = dict(wanting)
        self._claims: dict[tuple[str, str], Claim] = {}
        self._holds: defaultdict[str, list[_Hold]] = defaultdict(list)
        self._known: frozenset[tuple[str, str]] = frozenset()
        self._kept: list[Claims] = []

    def keep(self, key: str, begun: frozenset[Owed]) -> Claims:
        """The claims of one subscription as if what is changed next were not."""
        wants = self._wanting[key]
        kept = Claims(self._words, {key: wants}, self._given)
        kept._claims = {which: claim.copy() for which, claim in self._claims.items() if which[0] == key}
        kept._holds[key] = [replace(hold) for hold in self._holds[key]]
        kept._known = self._known
        kept._begin_early(key, wants, begun)
        self._kept.append(kept)
        return kept

    def take_back(self, key: str, kept: Claims, begun: frozenset[Owed], *, before: float, after: float):
        """It is as if it had stayed as it was `kept`: what was let go is owed again, and what was missed.

        What came elsewhere meanwhile has come; what only the change asked for is let go, unless it had begun.
        """
        self._change(key, kept._wanting[key], begun, before=before, after=after)
        for (holder, paper), claim in self._claims.items():
            was = kept._claims.get((holder, paper))
            if holder == key and claim.must and not (was and was.must) and not self._wanting[key].picks:
                claim.must = before == after and any((place, paper) in begun for place in claim.places)
                for place in [] if claim.must else list(claim.until):
                    if (place, paper) not in begun:
                        _end(claim, place, after)
        for which, was in kept._claims.items():
            claim = self._claims.setdefault(which, Claim(must=False))
            claim.must |= was.must
            claim.early = was.early
            claim.places |= was.places
            claim.left |= was.left
            for channel, until in was.until.items():
                claim.until[channel] = max(until, claim.until.get(channel, until))

    def rest(self, key: str, new: Wanting, begun: frozenset[Owed], at: float):
        """A subscription was changed while no bot ran: what was read and what was begun before is known."""
        self._change(key, new, begun, before=at, after=at)

    def lived(
        self,
        brought: frozenset[tuple[str, str]],
        begun: frozenset[Owed],
        changed: Mapping[str, Wanting],
        *,
        began: float,
        ended: float,
    ):
        """A bot has lived from `began` to `ended`; by then papers were `brought`, each by a source.

        Meanwhile some subscriptions have `changed`, who knows when: before or after it read what is new.
        """
        for kept in self._kept:
            kept.lived(brought, begun, {}, began=began, ended=ended)
        for key, before in self._wanting.items():
            self._read(key, [before, changed.get(key, before)], self._news(before, brought))
        for key, new in changed.items():
            self._change(key, new, begun, before=began, after=ended)
        self._known = brought

    def picked(self, key: str, papers: Iterable[str], places: AbstractSet[int], *, must: bool):
        """These were picked for a subscription, where it was or is."""
        for claims in (self, *(kept for kept in self._kept if key in kept._wanting)):
            for paper in papers:
                claim = claims._claims.setdefault((key, paper), Claim(must=must and claims is self))
                claim.allow(places)

    def _news(self, wants: Wanting, brought: frozenset[tuple[str, str]]) -> frozenset[str]:
        """What none of its sources had brought, and what a list has now that only a stream had."""
        had = frozenset(paper for source in wants.sources for paper in _of(source, self._known))
        new = frozenset(paper for source in wants.sources for paper in _of(source, brought)) - had
        picked = _of(LIST, brought) - _of(LIST, self._known) if LIST in wants.sources else frozenset[str]()
        return new | picked

    def _read(self, key: str, wanting: list[Wanting], fresh: frozenset[str]):
        """What there is a claim to is news no more, unless it had come to nothing: then it may come again."""
        for paper in fresh:
            by = [wants for wants in wanting if wants.matches(self._words[paper])]
            claim = self._claims.get((key, paper))
            if not by or (claim is not None and claim.must):
                continue
            known = claim is not None and not claim.early
            claim = self._claims.setdefault((key, paper), Claim(must=False))
            claim.must, claim.early = not known and len(by) == len(wanting), False
            claim.allow({wants.channel for wants in by})

    def _change(self, key: str, new: Wanting, begun: frozenset[Owed], *, before: float, after: float):
        old, self._wanting[key] = self._wanting[key], new
        self._begin_early(key, old, begun)
        if new.paused and not old.paused:
            self._holds[key].append(_Hold(begin=after, begun=begun))
        elif old.paused and not new.paused:
            self._holds[key][-1].end = before
        for (holder, paper), claim in self._claims.items():
            if holder == key and old.picks:  # what becomes of picks that wait when it is changed is left open
                claim.must &= replace(old, paused=new.paused) == new
                claim.allow({new.channel})
            elif holder == key:
                self._follow(claim, paper, old, new, begun, after, exactly=before == after)

    def _begin_early(self, key: str, old: Wanting, begun: frozenset[Owed]):
        """What was begun, or waits, before the reading ended that brought it is known by nothing else."""
        for paper in {paper for paper, by in self._given - self._known if by in old.sources}:
            if not old.matches(self._words[paper]):
                continue
            claim = self._claims.setdefault((key, paper), Claim(must=False, early=True))
            if claim.early:  # also when it was let go before: a list picks it up
                claim.allow({old.channel})
                if (old.channel, paper) in begun:
                    claim.left.add(old.channel)

    def _follow(  # noqa: PLR0917 - private, and called once
        self,
        claim: Claim,
        paper: str,
        old: Wanting,
        new: Wanting,
        begun: frozenset[Owed],
        after: float,
        *,
        exactly: bool,
    ):
        """What was begun stays as it is. By commands it may have been begun only after the change."""
        is_begun = (old.channel, paper) in begun
        if is_begun and new.channel != old.channel:
            claim.left.add(old.channel)
        heard = new.sources == old.sources or any((paper, by) in self._known for by in new.sources)
        if not (heard and new.asks_for(self._words[paper])):
            if not is_begun:
                _end(claim, old.channel, after)
                if not (heard or claim.left):
                    claim.early = True
                    claim.places.discard(old.channel)
            # Of one that has ended, a post that turns out not to be out is begun no more.
            claim.must = claim.must and is_begun and exactly and bool(new.word)
        elif (
            new.channel != old.channel and claim.until.get(old.channel) == math.inf and not (is_begun and exactly)
        ):
            claim.until[new.channel] = math.inf
            claim.places.add(new.channel)
            if not is_begun:
                _end(claim, old.channel, after)
                claim.places.discard(old.channel)

    # --- in the end ---------------------------------------------------------------------------------------

    @property
    def owed(self) -> int:
        """How many papers there must be in channels."""
        return len({(paper, frozenset(c.places)) for (_, paper), c in self._claims.items() if c.must})

    def lost(self, settled: Collection[Owed]) -> set[Owed]:
        """What must be in one of its places and is `settled` in none of them."""
        return {
            (min(claim.places), paper)
            for (_, paper), claim in self._claims.items()
            if claim.must and not any((place, paper) in settled for place in claim.places)
        }

    def unasked(self, posts: Iterable[Post]) -> set[Owed]:
        """What no subscription accounts for; each does for one post of a paper at most, wherever that was."""
        by_paper: defaultdict[str, dict[int, Post]] = defaultdict(dict)
        for post in posts:
            by_paper[post.paper].setdefault(post.channel, post)
        wrong: set[Owed] = set()
        for paper, first in by_paper.items():
            accounts = {post.channel: self._accounting(post) for post in first.values()}
            wrong |= {(channel, paper) for channel in unaccounted(accounts)}
        return wrong

    def _accounting(self, post: Post) -> list[str]:
        """The subscriptions that may be why it was posted."""
        return [
            key
            for (key, paper), claim in self._claims.items()
            if paper == post.paper
            and post.at < claim.until.get(post.channel, -math.inf)
            and (post.channel in claim.left or not any(self._is_held(hold, post) for hold in self._holds[key]))
        ]

    def _is_held(self, hold: _Hold, post: Post) -> bool:
        return hold.begin <= post.at < hold.end and (post.channel, post.paper) not in hold.begun


def _of(source: str, brought: Iterable[tuple[str, str]]) -> frozenset[str]:
    """What a source has brought."""
    return frozenset(paper for paper, by in brought if by == source)


def _end(claim: Claim, channel: int, at: float):
    """Nothing is posted there for it from now on; it may have been before."""
    claim.until[channel] = min(at, claim.until.get(channel, at))
