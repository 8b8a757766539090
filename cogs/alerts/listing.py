"""`/alerts list`: the subscriptions that a person may manage, in pages, each with its own buttons."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord
from discord.utils import format_dt

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.render.entries import SMALL
from bot.discord_io.render.mention import unheard_role
from bot.discord_io.render.paper_text import DOT
from bot.domain.schedule import delivery, digest_modes
from bot.domain.subscription import Destination
from bot.language.formats import sentences
from bot.language.translating import gettext, pgettext
from bot.query import QueryError, parse
from bot.query.errors import UnmatchableError
from bot.service.preferences.panel_words import quiet_fact
from bot.service.subscriptions.rules import UnknownSubscriptionError
from bot.text.safe import safe, within_code
from cogs.alerts.list_entry import REASON, subscription_entry
from cogs.alerts.subscription_form import start_button
from cogs.pausing.buttons import FORM_PREFIX
from cogs.settings.panel import digest_button
from cogs.shared.forms import Form
from cogs.shared.guards import require_manager
from cogs.shared.layouts import Entry, custom_ids_in, listing, show
from cogs.shared.lines import channel_name, how_many_paused
from cogs.shared.paging import SUBSCRIPTIONS, page_of, page_template, page_turners
from cogs.shared.undo import told_last, undo_buttons

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.subscription import Owner, Subscription
    from bot.service.subscriptions.rules import Listed
    from cogs.alerts.manage import ManageHandler
    from cogs.alerts.subscription_form import SubscriptionForm
    from cogs.pausing.actions import PauseHandler
    from cogs.services import Services
    from cogs.shared.layouts import Item

_PAGE: Final = 4  # subscriptions: with four buttons each and two rows below they take 40 of 40 components
_ACT: Final = r"paperboy:manage:(?P<action>edit|pause|resume|test|end):(?P<subscription>[a-z0-9]{1,16})"
_SHOWN: Final = "at"  # the button of the page that is shown
_HERE: Final = re.compile(rf"paperboy:{SUBSCRIPTIONS}:(?P<page>\d{{1,6}}):{_SHOWN}.*")


class ListHandler:
    """Lists subscriptions, turns pages, and does what is pressed. `item_classes` are for the client.

    What pausing, resuming and ending say comes in a reply of its own, and the list shows how things are then.
    """

    def __init__(
        self, services: Services, manage: ManageHandler, pausing: PauseHandler, form: SubscriptionForm
    ) -> None:
        self._services = services
        self._manage = manage
        self._pausing = pausing
        self._form = form
        services.forms.add(Form(prefix=FORM_PREFIX, opened=pausing.opened, answered=self._paused))
        self.item_classes = (
            on_press(page_template(SUBSCRIPTIONS), self._turn_page, require_manager),
            on_press(_ACT, self._act, require_manager),
        )

    async def show(self, interaction: discord.Interaction, number: int = 0) -> None:
        """A page, oldest first, into the answer that was deferred before."""
        owner = await require_manager(interaction)
        every = await self._services.subscriptions.of(owner)
        page = page_of(every, number, _PAGE)
        whose = gettext("Your subscriptions")
        if owner.guild_id is not None:
            whose = gettext("Subscriptions of this server")
        told, undo = await self._last_change(owner)
        # Draws the page as things are now, as turning to it would
        refresh = discord.ui.Button[Any](
            label=pgettext("button", "Refresh"), custom_id=f"paperboy:{SUBSCRIPTIONS}:{page.number}:{_SHOWN}"
        )
        entries = [await self._entry(one, interaction.guild) for one in page.items]
        if entries:
            paused = how_many_paused(sum(one.subscription.paused for one in every))
            # NOTE: in a line of facts at the head of a list, which shows how things were at that time of day
            as_of = gettext("as of {time}", time=format_dt(self._services.now(), "t"))
            head = f"{SMALL}{DOT.join((page.told('subscription', paused), as_of))}"
            digests = _digest_buttons([one.subscription for one in page.items], interaction.guild)
            rows = [digests, [*page_turners(page, SUBSCRIPTIONS), refresh, *undo]]
        else:
            head = gettext("There are none yet: `/alerts subscribe` makes one, and so does the button.")
            rows = [[start_button(pgettext("button", "First subscription")), refresh, *undo]]
        shown = await show(interaction, listing([f"### {whose}\n{head}{told}"], entries, rows=rows))
        self._services.open_answers.remember(interaction, shown, partial(self.show, interaction, page.number))

    async def _last_change(self, owner: Owner) -> tuple[str, Sequence[Item]]:
        """A line about what can be taken back, and the button for that; nothing where nothing can."""
        if not (changes := await self._services.undo.last(owner)):
            return "", ()
        told = sentences(told_last(changes), gettext("Undo takes that back."))
        return f"\n{SMALL}{told}", undo_buttons(changes[0])

    async def _paused(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        """Answer the form behind Pause; a list from which it was opened shows how things are then."""
        await self._pausing.answered(interaction, key, typed)
        if interaction.message is not None and interaction.message.flags.components_v2:
            await self.show(interaction, _shown_by(interaction.message))

    async def _entry(self, listed: Listed, guild: discord.Guild | None) -> Entry:
        one = listed.subscription
        trouble = unheard_role(guild, one.destination_id, listed.role_id)
        a_week: int | None = None
        try:
            preview = await self._services.papers.previews.preview(parse(one.query), one.sources)
            a_week = None if preview.not_ready else preview.matches
        except UnmatchableError as error:
            # NOTE: after a sentence that says why no paper can match
            edit = gettext("So nothing comes of it: edit it.")
            trouble = sentences(safe(within_code(error.message), REASON), edit)
        except QueryError:
            trouble = gettext("I cannot read its query any more, so it matches nothing: edit it.")
        channel = channel_name(guild, one)
        when = delivery(one.mode).word()
        there = Destination(id=one.destination_id, guild_id=one.guild_id)
        schedule = (await self._services.preferences.holding(there)).schedule
        if one.mode in digest_modes():
            when = delivery(one.mode).when(schedule.times)
        when = DOT.join(filter(None, (when, quiet_fact(schedule, one.mode))))
        return subscription_entry(listed, channel, trouble, self._services.catalogue, a_week=a_week, when=when)

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        await self.show(interaction, int(match["page"]))

    async def _act(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        key, action = match["subscription"], match["action"]
        if action == "edit":
            await self._form.edit(interaction, key)
        elif action == "pause":
            await interaction.response.send_modal(await self._pausing.opened(interaction, key, {}))
        elif action == "test":
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._manage.test(interaction, key)
        else:
            await interaction.response.defer()
            page = _shown_by(interaction.message)
            try:
                if action == "resume":
                    await self._pausing.resume(interaction, key)
                else:
                    await self._manage.unsubscribe(interaction, key)
            except UnknownSubscriptionError:
                await self.show(interaction, page)
                raise
            await self.show(interaction, page)


def _digest_buttons(shown: Sequence[Subscription], guild: discord.Guild | None) -> Sequence[Item]:
    """For each channel of these to which digests come, with its name where there are several."""
    channels = {one.destination_id: channel_name(guild, one) for one in shown if one.mode in digest_modes()}
    return [digest_button(one, name if len(channels) > 1 else None) for one, name in channels.items()]


def _shown_by(message: discord.Message | None) -> int:
    """The number of the page that a list shows, from its Refresh button."""
    ids = custom_ids_in(message.components) if message else ()
    here = next(filter(None, map(_HERE.fullmatch, ids)), None)
    return int(here["page"]) if here else 0
