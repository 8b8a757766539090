"""The causes why a paper was posted or not, with their sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bot.language.translating import gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.alert import PickReason
    from bot.domain.subscription import Destination
    from bot.query import TermReport


class Cause(Enum):
    """A cause why a paper was posted or not, with its sign and sentence, in the order of the answer.

    The sign • marks obstacles, ✓ terms that matched, others the state in a channel. Instead of a sentence, causes
    of terms show the terms.
    """

    # NOTE: {channel} is a channel's mention, {time} a day and a time; the address makes the word before it a link
    POSTED = "✅", gettext_noop("[Posted]({url}) in {channel} on {time}.")
    MAILED = "✅", gettext_noop("Sent by e-mail (matched on {time}).")
    # The id of its post is not stored, or no longer
    POSTED_LONG_AGO = "✅", gettext_noop("Posted in {channel} (matched on {time}).")
    DUE = "⏳", gettext_noop("Will be posted in {channel} shortly.")
    RETRY = "⏳", gettext_noop("The post in {channel} is pending. {text} Next attempt: {time}.")
    HELD = "⏸️", gettext_noop("Held in {channel} until the pause ends.")
    WAITS = "⏳", gettext_noop("Held in {channel} until {time}. See `/alerts settings`.")
    DEAD = (
        "❌",
        gettext_noop(
            "I couldn't post this paper in {channel}. {text} The person who runs this bot can retry with"
            " `paperboy outbox retry`."
        ),
    )
    UNCERTAIN = "❓", gettext_noop("This paper may not have been posted in {channel}. {text}")
    DROPPED = "➖", gettext_noop("Skipped in {channel}. {text}")
    CANDIDATE = "⏳", gettext_noop("A candidate for the picks in {channel} on {time}.")
    IN_TURN = "⏳", gettext_noop("It matches. Conference papers are posted a few a day, best matches first.")
    NEXT_POLL = "⏳", gettext_noop("It matches and will be posted after the next check.")
    ALSO_MATCHED = "➖", gettext_noop("The paper also matches, but each is posted only once per channel.")
    NEVER_PICKED = (
        "➖",
        gettext_noop("Examples, liked or disliked papers, and those that the channel has are not picked."),
    )
    BLOCKED = "❌", gettext_noop("Discord has refused posts in {channel} since {time}. {text}")
    # NOTE: {text} is an error in a query
    UNREADABLE = "•", gettext_noop("The query is no longer valid. {text} Change it with `/alerts edit`.")
    # NOTE: why a paper was not posted; {text} are names of sources
    OTHER_SOURCES = "•", gettext_noop("This paper is only on {text}. Add sources with `/alerts edit`.")
    UNANNOUNCED = "•", gettext_noop("No source has listed this paper yet.")
    PAUSED = "•", gettext_noop("Paused.")
    BASELINE = (
        "•",
        gettext_noop(
            "It matched before the subscription was created, changed or resumed. Only new matches are posted."
        ),
    )
    NO_LONGER_LISTED = "•", gettext_noop("The subscribed sources no longer list this paper.")
    NUMBERS_DIFFER = "•", gettext_noop("It will be posted once it qualifies.")
    TOO_FEW_LIKED = "•", gettext_noop("Picks begin with five liked papers or examples.")
    NOT_PICKED = (
        "•",
        gettext_noop("Other papers were more like the liked ones, or it was not similar enough."),
    )
    TERM_MISSING = "•", ""
    # NOTE: {command} is something to type
    RELAXED_QUERY = "•", gettext_noop("A subscription to match this paper: {command}")
    TERM_FOUND = "✓", ""

    def __init__(self, sign: str, sentence: str) -> None:
        self.sign = sign
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause with the facts of its sentence: `text` is an error, Discord's reason, names of sources, or a query.

    `terms` are a part of the query, or several that are all missing. `pick` says why a paper was picked.
    """

    cause: Cause
    destination: Destination | None = None
    at: datetime | None = None
    message_id: int | None = None
    text: str = ""
    terms: tuple[TermReport, ...] = ()
    pick: PickReason | None = None
