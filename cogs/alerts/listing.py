"""`/alerts list`: the subscriptions that a person may manage, in pages, each with its own buttons."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from discord.utils import format_dt

from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.code import inline_code
from bot.discord_io.render.entries import SMALL
from bot.discord_io.render.mention import unheard_role
from bot.discord_io.render.paper_text import DOT
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.schedule import delivery, digest_modes
from bot.domain.subscription import Destination
from bot.language.formats import sentences, short_day
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import QueryError, parse
from bot.query.errors import UnmatchableError
from bot.service.preferences.panel_words import quiet_note
from bot.service.subscriptions.chosen_sources import in_words as sources_in_words
from bot.service.subscriptions.chosen_sources import not_read
from bot.service.subscriptions.rules import UnknownSubscriptionError, own_name
from bot.text.safe import clip, safe, within_code
from cogs.alerts.subscription_form import start_button
from cogs.pausing.buttons import FORM_PREFIX
from cogs.settings.panel import digest_button
from cogs.shared.forms import Form
from cogs.shared.guards import require_manager
from cogs.shared.layouts import Entry, button, custom_ids_in, listing, show
from cogs.shared.lines import channel_name, how_many_paused, no_longer_read, paused_how_long, shown_name
from cogs.shared.paging import SUBSCRIPTIONS, page_of, page_template, page_turners
from cogs.shared.undo import told_last, undo_buttons

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.rules import Listed
    from cogs.alerts.manage import ManageHandler
    from cogs.alerts.subscription_form import SubscriptionForm
    from cogs.pausing.actions import PauseHandler
    from cogs.services import Services
    from cogs.shared.layouts import Item

_PAGE: Final = 4  # subscriptions: with four buttons each and two rows below they take 40 of 40 components
_ACT: Final = r"paperboy:manage:(?P<action>edit|pause|resume|test|end):(?P<subscription>[a-z0-9]{1,16})"
_REASON: Final = 160  # characters of why something does not post
_NAME: Final = 120  # characters of an escaped channel name
_QUERY, _BRIEF_QUERY = 150, 60
_SOURCES: Final = 80
_ENTRY: Final = 700  # UTF-16 code units, so that a page fits a message; what is cut is the end of a reason
_BRIEF: Final = 350  # where they take many bytes each
_SHOWN: Final = "at"  # the button of the page that is shown
_HERE: Final = re.compile(rf"paperboy:{SUBSCRIPTIONS}:(?P<page>\d{{1,6}}):{_SHOWN}.*")


class ListHandler:
    """Lists subscriptions, turns pages, and does what is pressed.

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
        services.presses.on(page_template(SUBSCRIPTIONS), self._turn_page)
        services.presses.on(_ACT, self._act)

    async def show(self, interaction: discord.Interaction, number: int = 0) -> None:
        """A page, oldest first, into the answer that was deferred before."""
        owner = await require_manager(interaction)
        every = await self._services.subscriptions.of(owner)
        page = page_of(every, number, _PAGE)
        whose = gettext("Your subscriptions")
        if owner.guild_id is not None:
            whose = gettext("Subscriptions of this server")
        told = ""
        undo: list[Item] = []
        if changes := await self._services.undo.last(owner):
            told = f"\n{SMALL}{sentences(told_last(changes), gettext('Undo takes that back.'))}"
            undo.extend(undo_buttons(changes[0]))
        # Draws the page as things are now, as turning to it would
        refresh = button(pgettext("button", "Refresh"), f"paperboy:{SUBSCRIPTIONS}:{page.number}:{_SHOWN}")
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
            trouble = sentences(safe(within_code(error.message), _REASON), edit)
        except QueryError:
            trouble = gettext("I cannot read its query any more, so it matches nothing: edit it.")
        channel = channel_name(guild, one)
        there = Destination(id=one.destination_id, guild_id=one.guild_id)
        schedule = (await self._services.preferences.read_or_default(there)).schedule
        when = delivery(one.mode).when(schedule.times)
        when = DOT.join(filter(None, (when, quiet_note(schedule, one.mode))))
        return subscription_entry(listed, channel, when, self._services.catalogue, trouble, a_week)

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        await self.show(interaction, int(match["page"]))

    async def _act(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        key, action = match["subscription"], match["action"]
        if action == "edit":
            await self._form.edit(interaction, key)
        elif action == "pause":
            await self._services.forms.open(interaction, f"{FORM_PREFIX}{key}")
        elif action == "test":
            await reply_later(interaction)
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


def subscription_entry(  # noqa: PLR0913, PLR0917 - the subscription, and all that is known of it
    listed: Listed,
    channel: str | None,
    when: str,
    catalogue: Catalogue = EMPTY_CATALOGUE,
    trouble: str | None = None,
    a_week: int | None = None,
) -> Entry:
    """A subscription with its buttons: its name if it has one of its own, its query, how many papers `a_week`.

    Then small where it goes, `when`, and its id, its sources too if they were chosen, and what stops it. `channel`
    is the channel's name when it is known, `trouble` what keeps its posts from being made or noticed.
    """
    one = listed.subscription
    facts = [f"#{safe(channel, _NAME)}" if channel else f"<#{one.destination_id}>", when, one.id]
    if one.sources:
        facts.append(
            # NOTE: of a subscription, in a list of facts
            gettext("listens to {sources}", sources=safe(sources_in_words(one.sources, catalogue), _SOURCES))
        )
    rest = "\n".join([SMALL + DOT.join(facts), *_stops(listed, trouble, catalogue)])
    text, brief = (f"{_what(one, limit, a_week)}\n{rest}" for limit in (_QUERY, _BRIEF_QUERY))
    actions = (
        ("edit", pgettext("button", "Edit")),
        ("resume", pgettext("button", "Resume")) if one.paused else ("pause", pgettext("button", "Pause")),
        ("test", pgettext("button", "Test")),
        ("end", pgettext("button", "End")),
    )
    row = [button(label, f"paperboy:manage:{action}:{one.id}") for action, label in actions]
    return Entry(text=clip(text, _ENTRY), brief=clip(brief, _BRIEF), row=row)


def _what(one: Subscription, limit: int, a_week: int | None) -> str:
    query = inline_code(clip(one.query, limit))
    if a_week is not None:
        query = ngettext(
            "{query} · {number} paper in the last 7 days",
            "{query} · {number} papers in the last 7 days",
            a_week,
            query=query,
        )
    return f"{shown_name(one)}\n{query}" if own_name(one) else query


def _stops(listed: Listed, trouble: str | None, catalogue: Catalogue) -> Iterator[str]:
    one = listed.subscription
    if gone := not_read(one.sources, catalogue):
        yield f"⚠️ {no_longer_read(gone, catalogue)}"
    if one.paused:
        waiting = ngettext(
            "Waiting from before the pause: {number} paper.",
            "Waiting from before the pause: {number} papers.",
            listed.waiting,
        )
        yield f"⏸️ {sentences(paused_how_long(one), waiting if listed.waiting else '')}"
    if block := listed.block:
        reason = clip(block.reason, _REASON)
        since = gettext("Blocked by Discord since {day}: {reason}", day=short_day(block.since), reason=reason)
        yield f"⛔ {since}"
    elif trouble:
        yield f"⚠️ {trouble}"
