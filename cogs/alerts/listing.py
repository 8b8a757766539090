"""`/alerts list`: the subscriptions that a person may manage, in pages, each with its own buttons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import discord
from discord.utils import format_dt

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.render.code import inline_code
from bot.discord_io.render.entries import SMALL
from bot.discord_io.render.mention import unheard_role
from bot.discord_io.render.paper_text import DOT
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.schedule import delivery, digest_modes, in_words
from bot.language.formats import sentences, short_day
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import QueryError, parse
from bot.service.preferences.outlook import quiet_fact
from bot.service.subscriptions.chosen_sources import in_words as sources_in_words
from bot.service.subscriptions.chosen_sources import not_read
from bot.service.subscriptions.rules import UnknownSubscriptionError, own_name
from bot.text.safe import clip, safe
from cogs.alerts.edit import edit_form
from cogs.alerts.start import start_button
from cogs.settings.panel import digest_button, digest_hint
from cogs.shared.again import answer_form_error
from cogs.shared.guards import require_manager
from cogs.shared.layouts import Entry, listing, show
from cogs.shared.lines import channel_name, how_many_paused, no_longer_read, paused_how_long, shown_name
from cogs.shared.paging import SUBSCRIPTIONS, page_of, page_template, page_turners

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping, Sequence

    from discord.ui import LayoutView

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Owner, Subscription
    from bot.service.subscriptions.subscriptions import Listed
    from cogs.alerts.manage import ManageHandler
    from cogs.pausing.actions import PauseHandler
    from cogs.services import Services
    from cogs.shared.last_change import LastChanges
    from cogs.shared.layouts import Item
    from cogs.shared.open_answers import OpenAnswers

_PAGE: Final = 4  # subscriptions: with four buttons each and two rows below they take 40 of 40 components
_ACT: Final = r"paperboy:manage:(?P<action>edit|pause|resume|test|end):(?P<subscription>[a-z0-9]{1,16})"
_NAME = 120  # characters of an escaped channel name
_QUERY = 150
_SOURCES = 80
_REASON = 160
_ENTRY = 700  # UTF-16 code units, so that a page fits a message; what is cut is the end of a reason
_BRIEF = 350  # where they take many bytes each
_BRIEF_QUERY = 60


class ListHandler:
    """Lists subscriptions, turns pages, and does what is pressed. `item_classes` are for the client.

    What pausing, resuming and ending say comes in a reply of its own, and the list shows how things are then.
    """

    def __init__(
        self,
        services: Services,
        manage: ManageHandler,
        pauses: PauseHandler,
        open_answers: OpenAnswers,
        last: LastChanges,
    ) -> None:
        self._last = last
        self._subscriptions = services.subscriptions
        self._preferences = services.preferences
        self._previews = services.papers.previews
        self._catalogue = services.catalogue
        self._now = services.now
        self._manage = manage
        self._pausing = pauses
        self._open = open_answers
        self._pages = on_press(page_template(SUBSCRIPTIONS), self._turn_page)
        self.item_classes = (self._pages, on_press(_ACT, self._act))

    async def show(self, interaction: discord.Interaction, number: int = 0) -> None:
        """A page, into the answer that was deferred before."""
        owner = await require_manager(interaction)
        every = await self._subscriptions.of(owner)
        page = page_of(every, number, _PAGE)
        whose = gettext("Your subscriptions")
        if owner.guild_id is not None:
            whose = gettext("Subscriptions of this server")
        told, undo = await self._last_change(owner)
        if not page.total:
            none = gettext("There are none yet: `/alerts subscribe` makes one, and so does the button.")
            below = [start_button(pgettext("button", "First subscription")), self._refresh(page.number), *undo]
            await self._draw(interaction, listing([f"### {whose}\n{none}{told}"], (), rows=[below]), page.number)
            return
        digests = _digest_buttons([one.subscription for one in page.items], interaction.guild)
        times = f"\n{SMALL}{digest_hint()}" if digests else ""
        paused = how_many_paused(sum(one.subscription.paused for one in every))
        head = DOT.join((page.told("subscription", paused), self._as_of()))
        layout = listing(
            [f"### {whose}\n{SMALL}{head}{times}{told}"],
            [await self._entry(one, interaction.guild) for one in page.items],
            rows=[digests, [*page_turners(page, SUBSCRIPTIONS, self._pages), self._refresh(page.number), *undo]],
        )
        await self._draw(interaction, layout, page.number)

    async def _last_change(self, owner: Owner) -> tuple[str, Sequence[Item]]:
        """A line about what can be taken back, and the button for that; nothing where nothing can."""
        found = await self._last.of(owner)
        if found is None:
            return "", ()
        told, undo = found
        return f"\n{SMALL}{sentences(told, gettext('Undo takes that back.'))}", [undo]

    def _as_of(self) -> str:
        """When it was drawn: others change things, too, and Discord lets it be drawn anew for a while only."""
        # NOTE: in a line of facts at the head of a list, which shows how things were at that time of day
        return gettext("as of {time}", time=format_dt(self._now(), "t"))

    def _refresh(self, number: int) -> Item:
        """Draws the page as things are now, as turning to it would."""
        label = pgettext("button", "Refresh")
        return self._pages(discord.ui.Button(label=label, custom_id=f"paperboy:{SUBSCRIPTIONS}:{number}"))

    async def _draw(self, interaction: discord.Interaction, layout: LayoutView, number: int) -> None:
        shown = await show(interaction, layout)
        self._open.remember(interaction, shown, partial(self.show, interaction, number))

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer the form behind Pause; every other interaction is left alone. Never raises."""
        try:
            key = await self._pausing.submitted(interaction)
            if key is not None and interaction.message is not None and interaction.message.flags.components_v2:
                ours = [one.id for one in await self._subscriptions.owned(await require_manager(interaction))]
                await self.show(interaction, _page_of(key, ours))
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_form_error(interaction, error)

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The same form with what was typed. Raises DeniedError and UnknownSubscriptionError."""
        return await self._pausing.again(interaction, form, typed)

    async def _entry(self, listed: Listed, guild: discord.Guild | None) -> Entry:
        one = listed.subscription
        trouble = unheard_role(guild, one.destination_id, listed.role_id)
        a_week: int | None = None
        try:
            preview = await self._previews.preview(parse(one.query), one.sources)
            a_week = None if preview.not_ready else preview.matches
        except QueryError:
            trouble = gettext("I cannot read its query any more, so it matches nothing: edit it.")
        channel = channel_name(guild, one)
        when = delivery(one.mode).word
        schedule = await self._preferences.schedule(one.destination_id)
        if one.mode in digest_modes():
            when = in_words(one.mode, schedule.times)
        when = DOT.join(filter(None, (when, quiet_fact(schedule, one.mode))))
        return subscription_entry(listed, channel, trouble, self._catalogue, a_week=a_week, when=when)

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await require_manager(interaction)
        await interaction.response.defer()
        await self.show(interaction, int(match["page"]))

    async def _act(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = await require_manager(interaction)
        ours = [one.id for one in await self._subscriptions.owned(owner)]
        key, action = match["subscription"], match["action"]
        if action == "edit":
            found = await self._subscriptions.get(owner, key)
            await interaction.response.send_modal(edit_form(found, self._catalogue))
        elif action == "pause":
            await interaction.response.send_modal(await self._pausing.form(interaction, key))
        elif action == "test":
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._manage.test(interaction, key)
        else:
            await interaction.response.defer()
            number = _page_of(key, ours)
            try:
                if action == "resume":
                    await self._pausing.resume(interaction, key)
                else:
                    await self._manage.unsubscribe(interaction, key)
            except UnknownSubscriptionError:
                await self.show(interaction, number)
                raise
            await self.show(interaction, number)


def _digest_buttons(shown: Sequence[Subscription], guild: discord.Guild | None) -> Sequence[Item]:
    """For each channel of these to which digests come, with its name where there are several."""
    channels = {one.destination_id: channel_name(guild, one) for one in shown if one.mode in digest_modes()}
    return [digest_button(one, name if len(channels) > 1 else None) for one, name in channels.items()]


def _page_of(key: str, ours: Sequence[str]) -> int:
    return ours.index(key) // _PAGE if key in ours else 0


def subscription_entry(  # noqa: PLR0913 - the subscription, and all that is known of it
    listed: Listed,
    channel: str | None,
    trouble: str | None = None,
    catalogue: Catalogue = UNKNOWN,
    *,
    a_week: int | None = None,
    when: str = "",
) -> Entry:
    """A subscription with its buttons: its name if it has one of its own, its query, how many papers `a_week`.

    Then small where it goes, `when`, and its id, its sources too if they were chosen, and what stops it. `channel`
    is the channel's name when it is known, `trouble` what keeps its posts from being made or noticed.
    """
    one = listed.subscription
    small = _where(one, channel, when or delivery(one.mode).word, catalogue)
    stops = list(_stops(listed, trouble, catalogue))
    text = "\n".join([*_what(one, _QUERY, a_week), small, *stops])
    brief = "\n".join([*_what(one, _BRIEF_QUERY, a_week), small, *stops])
    return Entry(text=clip(text, _ENTRY), brief=clip(brief, _BRIEF), row=_buttons(one))


def _what(one: Subscription, limit: int, a_week: int | None) -> Iterator[str]:
    if own_name(one):
        yield shown_name(one)
    query = inline_code(clip(one.query, limit))
    if a_week is None:
        yield query
    else:
        yield ngettext(
            "{query} · {number} paper in the last 7 days",
            "{query} · {number} papers in the last 7 days",
            a_week,
            query=query,
        )


def _where(one: Subscription, channel: str | None, when: str, catalogue: Catalogue) -> str:
    where = f"#{safe(channel, _NAME)}" if channel else f"<#{one.destination_id}>"
    facts = [where, when, one.id]
    if one.sources:
        facts.append(
            # NOTE: of a subscription, in a list of facts
            gettext("listens to {sources}", sources=safe(sources_in_words(one.sources, catalogue), _SOURCES))
        )
    return SMALL + DOT.join(facts)


def _stops(listed: Listed, trouble: str | None, catalogue: Catalogue) -> Iterator[str]:
    one = listed.subscription
    if gone := not_read(one.sources, catalogue):
        yield f"⚠️ {no_longer_read(gone, catalogue)}"
    if one.paused:
        yield f"⏸️ {sentences(*_pause(listed))}"
    if block := listed.block:
        reason = clip(block.reason, _REASON)
        since = gettext("Blocked by Discord since {day}: {reason}", day=short_day(block.since), reason=reason)
        yield f"⛔ {since}"
    elif trouble:
        yield f"⚠️ {trouble}"


def _pause(listed: Listed) -> Iterator[str]:
    """Until when it lasts, and what it holds."""
    yield paused_how_long(listed.subscription)
    if listed.waiting:
        yield ngettext(
            "Waiting from before the pause: {number} paper.",
            "Waiting from before the pause: {number} papers.",
            listed.waiting,
        )


def _buttons(one: Subscription) -> Sequence[Item]:
    turned = ("resume", pgettext("button", "Resume")) if one.paused else ("pause", pgettext("button", "Pause"))
    actions = (
        ("edit", pgettext("button", "Edit")),
        turned,
        ("test", pgettext("button", "Test")),
        ("end", pgettext("button", "End")),
    )
    return [
        discord.ui.Button(label=label, custom_id=f"paperboy:manage:{action}:{one.id}") for action, label in actions
    ]
