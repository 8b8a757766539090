"""Mails that came: every paper once, except those that the bot calls uncertain."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.alert import MAIL, MessageState
from bot.store.opening import open_read_only
from tests.fake_sources.mail import text_of
from tests.wire.crash.people.wanting import LIST

if TYPE_CHECKING:
    from tests.wire.crash.environment import Environment
    from tests.wire.crash.plan.plan import Episode
    from tests.wire.crash.verdict.verdict import Owed, Verdict

FIRST_BOX = 9_000_000_000_000_000_000  # the destination's id


def address_of(number: int) -> str:
    """The address of a mailbox."""
    return f"box{number}@example.com"


async def with_mails(verdict: Verdict, episode: Episode, environment: Environment) -> Verdict:
    """Add what became of mails; who posts by Discord what is to be mailed has lost it."""
    taken: Counter[Owed] = Counter()
    for mail in environment.mail.taken if environment.mail else ():
        box = FIRST_BOX + int(re.findall(r"\d+", mail["X-To"])[0])
        taken.update((box, number) for number in set(re.findall(r"/(\d{4}\.\d{5})\b", text_of(mail))))
    async with open_read_only(environment.url) as store:
        messages = [one for one in await store.messages(frozenset(MessageState)) if MAIL in one.payload]
    uncertain = {
        (one.destination_id, paper.partition(":")[2])
        for one in messages
        if one.state is MessageState.UNCERTAIN
        for paper in one.paper_ids
    }
    words = episode.words_of()
    owed = {
        (FIRST_BOX + number, paper)
        for number, box in enumerate(episode.mailboxes)
        for paper, source in environment.sources.given
        if source == LIST and box.word in words[paper]
    }
    lost, twice = owed - set(taken) - uncertain, {key for key, count in taken.items() if count > 1}
    return replace(
        verdict,
        owed=verdict.owed + len(owed),
        lost=verdict.lost | lost,
        twice=verdict.twice | twice,
        uncertain=verdict.uncertain + len(uncertain),
    )
