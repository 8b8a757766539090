"""Where somebody typed a subscription that there is not: which they may have meant, and a button for each."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import discord

from bot.discord_io.interactions.errors import answer_error
from bot.language.formats import sentences
from bot.language.translating import gettext, pgettext
from bot.service.subscriptions.near import begun, nearest
from bot.service.subscriptions.rules import SeveralSubscriptionsError, UnknownSubscriptionError
from bot.text.safe import clip, safe
from cogs.shared.guards import may_manage, may_see, owner_of
from cogs.shared.lines import shown_subscription
from cogs.shared.paging import SUBSCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.subscriptions import Subscriptions

_MOST: Final = 4  # and one button for all: a row has five
_TYPED: Final = 60  # characters
_ON_BUTTON: Final = 45  # characters of a name, so that its id fits beside it

Ref = TypeVar("Ref", str, "str | None")  # what was typed


@asynccontextmanager
async def meant_offered(
    interaction: discord.Interaction,
    subscriptions: Subscriptions,
    typed: Ref,
    button: Callable[[Subscription, str], discord.ui.Button[Any]],
    advice: str = "",
) -> AsyncGenerator[Ref]:
    """For what takes a subscription that was `typed`: one that is unknown is answered with the nearest ones.

    Yields what to take: the id where the name of just one begins so, else what was typed. Each of the nearest has
    its `button`, which calls it so. Only what the person may see is named; `advice` is what else they can do.
    """
    begins = begun(await _seen(interaction, subscriptions), typed or "")
    try:
        yield cast("Ref", begins.id) if begins else typed  # text is either of them
    except UnknownSubscriptionError as error:
        if not interaction.response.is_done():
            await interaction.response.defer(ephemeral=True, thinking=True)
        ours = await _seen(interaction, subscriptions)
        if isinstance(error, SeveralSubscriptionsError):
            near = [one for one in ours if one.name.casefold() == (typed or "").strip().casefold()][:_MOST]
            text = str(error)
        else:
            near = await nearest(ours, typed or "", _MOST)
            told = _which(near, advice) if ours else _none(interaction)
            text = sentences(_unknown(interaction, typed or ""), told)
        lines = [f"• {_line(one)}" for one in near]
        view = _buttons(
            [button(one, _called(one, near)) for one in near], has_list=bool(ours) and may_manage(interaction)
        )
        await answer_error(interaction, UnknownSubscriptionError("\n".join((text, *lines))), view=view)


async def _seen(interaction: discord.Interaction, subscriptions: Subscriptions) -> list[Subscription]:
    """Those that the person may know of."""
    return [one for one in await subscriptions.owned(owner_of(interaction)) if may_see(interaction, one)]


def _called(subscription: Subscription, among: Sequence[Subscription]) -> str:
    """Its name, on a button; with its id where another one's button would read the same."""
    name = clip(subscription.name, _ON_BUTTON)
    namesakes = sum(clip(one.name, _ON_BUTTON).casefold() == name.casefold() for one in among)
    return name if namesakes == 1 else f"{name} ({subscription.id})"


def _unknown(interaction: discord.Interaction, typed: str) -> str:
    name = safe(typed, _TYPED)
    if owner_of(interaction).guild_id is None:
        return gettext("There is no subscription “{name}” of yours.", name=name)
    return gettext("There is no subscription “{name}” in this server.", name=name)


def _which(near: Sequence[Subscription], advice: str) -> str:
    return sentences(gettext("Did you mean one of these?") if near else "", advice)


def _none(interaction: discord.Interaction) -> str:
    """Whoever may not manage alerts may not see those that there are."""
    return gettext("There are none yet: `/alerts subscribe` makes one.") if may_manage(interaction) else ""


def _line(subscription: Subscription) -> str:
    """Its name, id and channel; a person's own go nowhere else than to them."""
    shown = shown_subscription(subscription)
    return shown if subscription.guild_id is None else f"{shown} → <#{subscription.destination_id}>"


def _buttons(near: Sequence[discord.ui.Button[Any]], *, has_list: bool) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for one in near:
        view.add_item(one)
    if has_list:
        # NOTE: leads to the list of subscriptions
        label = pgettext("button", "All subscriptions")
        view.add_item(discord.ui.Button(label=label, custom_id=f"paperboy:{SUBSCRIPTIONS}:0"))
    view.stop()  # who answers is registered
    return view
