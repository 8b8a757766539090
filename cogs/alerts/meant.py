"""What `/alerts edit`, `pause`, `resume`, `test` and `unsubscribe` offer where the subscription is unknown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, assert_never, get_args

import discord

from bot.discord_io.interactions.presses import on_press
from bot.domain.discord.limits import BUTTON_TEXT, CUSTOM_ID
from bot.language.translating import pgettext
from bot.text.safe import clean, clip
from cogs.shared.guards import require_manager
from cogs.shared.meant import Ref, meant_offered

if TYPE_CHECKING:
    import re
    from contextlib import AbstractAsyncContextManager

    from bot.domain.subscription import Subscription
    from cogs.alerts.edit import EditHandler
    from cogs.alerts.manage import ManageHandler
    from cogs.pausing.actions import PauseHandler
    from cogs.services import Services

Action: TypeAlias = Literal["edit", "pause", "resume", "test", "end"]
_ACTIONS: Final = "|".join(get_args(Action))
_PATTERN: Final = rf"(?s)paperboy:meant:(?P<action>{_ACTIONS}):(?P<subscription>[a-z0-9]{{1,16}}):(?P<typed>.*)"


class MeantHandler:
    """Does to the one that was meant what was asked for. `item_class` is for `Client.add_dynamic_items`."""

    def __init__(
        self, services: Services, edits: EditHandler, manage: ManageHandler, pauses: PauseHandler
    ) -> None:
        self._subscriptions = services.subscriptions
        self._edits = edits
        self._manage = manage
        self._pauses = pauses
        self.item_class = on_press(_PATTERN, self._pressed, require_manager)

    def offered(
        self, interaction: discord.Interaction, ref: Ref, action: Action, typed: str | None = None
    ) -> AbstractAsyncContextManager[Ref]:
        """For a command about `ref`: an unknown one is answered with those that may be meant.

        Gives what to take in place of `ref`. `typed` is what else was asked for: sources to listen to, or the end
        of a pause.
        """
        return meant_offered(interaction, self._subscriptions, ref, partial(_button, action, typed or ""))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        action: Action = match["action"]  # pyright: ignore[reportAssignmentType] - the pattern has these alone
        key, typed = match["subscription"], match["typed"]
        if action == "edit":
            await self._edits.begin(interaction, key, typed or None)
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        match action:
            case "pause":
                await self._pauses.pause(interaction, key, typed)
            case "resume":
                await self._pauses.resume(interaction, key)
            case "test":
                await self._manage.test(interaction, key)
            case "end":
                await self._manage.unsubscribe(interaction, key)
            case _:
                assert_never(action)


def _button(action: Action, typed: str, subscription: Subscription, called: str) -> discord.ui.Button[Any]:
    """What else was typed goes along; what does not fit there cannot be read anyway, which is then said."""
    custom_id = clip(f"paperboy:meant:{action}:{subscription.id}:{clean(typed)}", CUSTOM_ID)
    label = clip(_label(action, called), BUTTON_TEXT)
    style = discord.ButtonStyle.secondary
    return discord.ui.Button(label=label, custom_id=custom_id, style=style)


def _label(action: Action, name: str) -> str:
    match action:
        case "edit":
            return pgettext("button", "Edit {subscription}", subscription=name)
        case "pause":
            return pgettext("button", "Pause {subscription}", subscription=name)
        case "resume":
            return pgettext("button", "Resume {subscription}", subscription=name)
        case "test":
            return pgettext("button", "Test {subscription}", subscription=name)
        case "end":
            return pgettext("button", "End {subscription}", subscription=name)
        case _:
            assert_never(action)
