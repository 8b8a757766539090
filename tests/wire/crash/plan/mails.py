"""People who get mails, and what their mail server does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.fake_sources.mail import CUT, HANG, TAKE_AND_CUT, TAKE_AND_HANG
from tests.wire.crash.plan.plan import WORDS, AtMoment
from tests.wire.crash.plan.points import MAIL_POINTS, Crash
from tests.wire.crash.plan.times import DAY

if TYPE_CHECKING:
    import random

    from tests.wire.crash.plan.plan import Life

_BOXES, _FIRST, _LAST = 12, -2, 30  # of an episode; minutes after nine
_ANSWERS = (
    ("DATA", TAKE_AND_CUT),
    ("DATA", TAKE_AND_HANG),
    ("DATA", CUT),
    ("DATA", HANG),
    ("DATA", "451 4.3.0 later"),
    ("DATA", "554 5.7.1 no"),
    ("RCPT", "450 4.2.0 greylisted"),
    ("RCPT", "550 5.1.1 nobody"),
    ("RCPT", CUT),
    ("MAIL", CUT),
    ("EHLO", HANG),
)


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """A person who gets the papers of the list with this word by mail, so many minutes after nine."""

    word: str
    minute: int


def draw_mailboxes(rng: random.Random) -> tuple[Mailbox, ...]:
    """Most have their mail early in the episode, while it dies most often."""
    return tuple(
        Mailbox(word=rng.choice(WORDS), minute=min(rng.randint(_FIRST, _LAST), rng.randint(_FIRST, _LAST)))
        for _ in range(_BOXES)
    )


def with_mails(life: Life, rng: random.Random, *, often: bool, overnight: bool) -> Life:
    """The life with faults of the mail server; some end around a mail, `often` most do."""
    faults = tuple(rng.choice(_ANSWERS) for _ in range(rng.choice((0, 0, 1, 2, 4))))
    life = replace(life, mail_faults=faults)
    if overnight:
        life = replace(life, downtime=DAY)
    if rng.random() < (0.7 if often else 0.2):
        around = Crash(point=rng.choice(MAIL_POINTS), nth=rng.choice((1, 1, 1, 2)))
        end = rng.choice((around, around, AtMoment(seconds=1.0)))
        life = replace(life, end=end, patience=2.0)
    return life
