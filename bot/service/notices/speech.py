"""Says something where people read it, in the language that is spoken there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bot.domain.ports import ResumeButton
from bot.domain.subscription import Destination
from bot.language.current import speaking
from bot.language.languages import ENGLISH
from bot.language.translating import pgettext
from bot.service.preferences.language import language_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import NoticeSender, SubscriptionStore

    Words: TypeAlias = Callable[[], str]


class Speech:
    """What is said is given as a function, which gives the words in the language that is current."""

    def __init__(self, store: SubscriptionStore, sender: NoticeSender) -> None:
        self._store = store
        self._sender = sender

    async def post(self, channel_id: int, words: Words, resume: int | None = None) -> bool:
        """In a channel, which may be one without alerts; as `NoticeSender.post_text`.

        With a button that lets what is paused in the destination `resume` come again.

        Two replicas may speak different languages for a moment: what makes it one message is the English sense.
        """
        place = await self._store.destination(channel_id) or Destination(id=channel_id, guild_id=None)
        label = self.text(place, lambda: pgettext("button", "Resume all"))
        button = None if resume is None else ResumeButton(label, resume)
        return await self._sender.post_text(channel_id, self.text(place, words), self.text(None, words), button)

    async def tell(self, person_id: int, place: Destination | None, words: Words) -> bool:
        """By direct message, in the language of the place that it is about; as `NoticeSender.direct_message`."""
        return await self._sender.direct_message(person_id, self.text(place, words))

    def text(self, place: Destination | None, words: Words) -> str:
        """The words in the language of a place; English for none."""
        with speaking(ENGLISH if place is None else language_at(self._sender, place)):
            return words()
