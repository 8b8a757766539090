"""Asks why for a person, and answers what they may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.translating import gettext
from bot.service.papers.coverage import STORED_DAYS
from cogs.papers.asking import looked_up, trouble_of
from cogs.papers.why.layout import why_layout
from cogs.shared.guards import may_look_into, may_manage, may_see, owner_of
from cogs.shared.layouts import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import discord

    from bot.service.papers.lookups import Lookups
    from bot.service.subscriptions.why import Diagnoses, Diagnosis
    from cogs.shared.layouts import Item


class WhyHandler:
    """Tells why a paper was posted or was not. `now` gives aware UTC time."""

    def __init__(
        self,
        diagnoses: Diagnoses,
        lookups: Lookups,
        card_button: Callable[[str], Item],
        now: Callable[[], datetime],
        days: int = STORED_DAYS,
    ) -> None:
        self._diagnoses = diagnoses
        self._lookups = lookups
        self._days = days
        self._card_button = card_button
        self._now = now

    async def show(self, interaction: discord.Interaction, paper_id: str, ref: str | None) -> None:
        """Into the answer that was deferred before. Raises UnknownSubscriptionError."""
        answer = (await looked_up(interaction, self._lookups, [paper_id]))[paper_id]
        why = await self._diagnoses.diagnose(
            paper_id,
            owner_of(interaction),
            here=interaction.channel_id or 0,
            visible=lambda found: may_see(interaction, found),
            open_to=lambda channel_id: may_look_into(interaction, channel_id),
            ref=ref,
        )
        trouble = trouble_of(answer, self._days)
        places = _unnamed(interaction.guild, why)
        managed = may_manage(interaction)
        layout = why_layout(why, self._now(), self._card_button, places, trouble, managed=managed)
        await show(interaction, layout)


def _unnamed(guild: discord.Guild | None, why: Diagnosis) -> dict[int, str]:
    """Words for the channels whose mention would show a number."""
    found = {verdict.subscription.destination_id: verdict.subscription.guild_id for verdict in why.verdicts}
    found |= {posted.destination.id: posted.destination.guild_id for posted in why.formerly}
    # NOTE: both stand in a sentence in place of a channel's mention, as in `Posted in #papers`
    direct, unseen = gettext("your direct messages"), gettext("a channel that I do not see")
    return {
        channel_id: direct if guild_id is None else unseen
        for channel_id, guild_id in found.items()
        if guild is None or guild.get_channel_or_thread(channel_id) is None
    }
