"""Negative controls: the bot with one part of what it does taken out, which the harness must notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.wire.crash.controls import answers, feeds, mails, minds, models, picks, protocol, saves, times
from tests.wire.crash.plan.only import BROKEN_READINGS, LIKES, MAILS, MOVED_PICKS, SLOW_MODEL, SUMMARIES, UNDONE
from tests.wire.crash.plan.scenes import SCENES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, kw_only=True)
class Control:
    """`take_out` is to be called before the bot starts; a verdict tells of it under one of `seen_as`.

    `scenes` are those in which it shows, `only` what it shows in that is no scene (see `plan.only.ONLY`).
    """

    take_out: Callable[[], None]
    seen_as: str
    scenes: tuple[str, ...] = tuple(SCENES)
    only: str = ""


CONTROLS: Mapping[str, Control] = {
    "random-nonce": Control(take_out=protocol.random_nonce, seen_as="twice"),
    "no-reconciliation": Control(take_out=protocol.no_reconciliation, seen_as="twice"),
    "mark-first": Control(take_out=protocol.mark_first, seen_as="lost"),
    # Or the store is in pieces, which is refused:
    "no-fsync": Control(take_out=protocol.no_fsync, seen_as="lost twice troubles", only="power cuts"),
    "edits-forgotten": Control(take_out=minds.edits_forgotten, seen_as="unasked"),
    "moves-leave-behind": Control(take_out=minds.moves_leave_behind, seen_as="lost"),
    "renames-learn": Control(take_out=minds.renames_learn, seen_as="lost", only="changes while stored"),
    "pauses-hold-nothing": Control(take_out=minds.pauses_hold_nothing, seen_as="unasked"),
    "waits-after-judging": Control(take_out=times.waits_after_judging, seen_as="twice", scenes=("held",)),
    "believes-proxies": Control(take_out=answers.believes_proxies, seen_as="twice", scenes=("proxied",)),
    "believes-any-history": Control(
        take_out=answers.believes_any_history, seen_as="twice", scenes=("odd history",)
    ),
    "believes-its-cache": Control(
        take_out=answers.believes_its_cache, seen_as="twice", scenes=("closed unheard",)
    ),
    "splits-nothing": Control(take_out=answers.splits_nothing, seen_as="lost"),
    "lifts-nothing": Control(take_out=answers.lifts_nothing, seen_as="stuck", scenes=("closed unheard",)),
    "knows-the-time": Control(take_out=times.knows_the_time, seen_as="twice", scenes=("paused",)),
    "drops-by-its-clock": Control(take_out=times.drops_by_its_clock, seen_as="lost", scenes=("clock set",)),
    "waits-for-a-wrong-clock": Control(
        take_out=times.waits_for_a_wrong_clock, seen_as="stuck", only="clocks set ahead"
    ),
    "picks-again": Control(take_out=minds.picks_again, seen_as="unasked", only=MOVED_PICKS),
    "undoes-settings-alone": Control(take_out=minds.undoes_settings_alone, seen_as="lost", only=UNDONE),
    "undoes-as-if-nowhere-else": Control(take_out=minds.undoes_as_if_nowhere_else, seen_as="unasked", only=UNDONE),
    "remembers-first": Control(take_out=feeds.remembers_first, seen_as="lost", only=BROKEN_READINGS),
    "takes-edits-for-news": Control(take_out=feeds.takes_edits_for_news, seen_as="twice"),
    "sends-again-after-doubt": Control(take_out=mails.sends_again_after_doubt, seen_as="twice", only=MAILS),
    "holds-for-the-model": Control(take_out=models.holds_for_the_model, seen_as="stuck troubles", only=SUMMARIES),
    "asks-when-claimed": Control(take_out=models.asks_when_claimed, seen_as="twice", only=SLOW_MODEL),
    "plans-before-noting": Control(take_out=picks.plans_before_noting, seen_as="unasked", only=LIKES),
    "notes-before-planning": Control(take_out=picks.notes_before_planning, seen_as="lost", only=LIKES),
    "notes-before-ranking": Control(take_out=picks.notes_before_ranking, seen_as="picks", only=LIKES),
    "picks-what-was-posted": Control(take_out=picks.picks_what_was_posted, seen_as="picks", only=LIKES),
    "reads-nothing-again": Control(take_out=picks.reads_nothing_again, seen_as="likes", only=LIKES),
    "forgets-without-a-trace": Control(take_out=picks.forgets_without_a_trace, seen_as="likes", only=LIKES),
    "saves-later": Control(take_out=saves.saves_later, seen_as="saves", only=LIKES),
}
