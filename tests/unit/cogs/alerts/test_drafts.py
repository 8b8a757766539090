"""A dry run whose ten minutes end in an unlucky moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Destination, Kind
from bot.query import parse
from bot.service.papers.preview import Previews
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from cogs.alerts.drafts import DraftHandler
from cogs.alerts.dry_run.view import BUTTON_TEMPLATE
from cogs.shared.open_answers import OpenAnswers
from tests.support.fakes import PERSON

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past import PastIndex
    from tests.support.fakes import Clock


@dataclass
class Shown:
    """An interaction in a DM; `said` are the texts of the answer, one after the other."""

    id: int = PERSON
    guild_id: int | None = None
    said: list[str] = field(default_factory=list[str])
    view: Any = None

    def is_user_integration(self) -> bool:
        return False

    @property
    def user(self) -> Shown:
        return self

    @property
    def response(self) -> Shown:
        return self

    @property
    def message(self) -> Shown:
        return self

    async def defer(self) -> None:
        """Nothing to show."""

    async def edit_original_response(self, *, content: str, embed: object, view: Any) -> Shown:
        del embed
        self.said.append(content)
        self.view = view
        return self


async def test_a_draft_that_is_being_saved_when_its_time_is_up_is_saved(
    store: Store, past: PastIndex, now: Clock
) -> None:
    """Who pressed Save in the last second reads in the end that it was, and the view is at rest."""
    shown: Any = Shown()

    class Slow:
        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        async def save_subscription(self, *args: Any, **options: Any) -> None:
            await waiting.on_timeout()
            await store.save_subscription(*args, **options)

    slow: Any = Slow()
    preferences = ChannelPreferences(store, DigestTimes(), now)
    subscriptions = Subscriptions(slow, now)
    handler = DraftHandler(subscriptions, Previews(store, past, [], now), preferences, UNKNOWN, OpenAnswers())
    draft = Draft(
        query=parse("diffusion"),
        destination=Destination(id=77, guild_id=None, kind=Kind.DM),
        creator_id=PERSON,
    )
    await handler.open(shown, draft, ())
    waiting = shown.view
    (save,) = (item.custom_id for item in waiting.children if ":save:" in item.custom_id)
    pressed = re.fullmatch(BUTTON_TEMPLATE, save)
    assert pressed is not None
    await handler._pressed(shown, pressed)
    assert [text.split()[0] for text in shown.said] == ["Nothing", "Ten", "Saved"]
    assert waiting.is_finished()
    assert [s.query for s in (await store.subscriptions()).subscriptions] == ["diffusion"]
