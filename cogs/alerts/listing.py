"""The command `/alerts list`: pages of the subscriptions that a person can manage, with buttons for each."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.render.entries import SMALL_PRINT
from bot.discord_io.render.paper_text import DOT
from bot.discord_io.render.role_mention import mention_warning
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.schedule import digest_modes
from bot.domain.subscription import EVERY_PAPER, Destination
from bot.language.formats import sentences, short_day
from bot.language.translating import gettext, pgettext, translate_stored
from bot.query import QueryError, parse
from bot.query.errors import UnmatchableError
from bot.service.preferences.panel_words import quiet_hours_sentence
from bot.service.subscriptions.chosen_sources import inactive_sources
from bot.service.subscriptions.chosen_sources import source_titles as sources_in_words
from bot.service.subscriptions.rules import UnknownSubscriptionError, own_name
from bot.text.safe import clip, safe, without_backticks
from cogs.alerts.subscription_form import start_button
from cogs.alerts.words import picks_summary, picks_trouble, with_matches
from cogs.pausing.buttons import FORM_PREFIX, held_sentence
from cogs.settings.panel import digest_button
from cogs.shared.forms import Form
from cogs.shared.guards import require_manager
from cogs.shared.layouts import Entry, button, custom_ids_in, listing, show
from cogs.shared.lines import (
    channel_name,
    is_ambiguous,
    mention_of,
    pause_text,
    paused_count,
    shown_name,
    unconfigured_text,
)
from cogs.shared.paging import SUBSCRIPTION_PAGES, page_of, page_template, page_turners
from cogs.shared.undo import last_undo_button

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.rules import SubscriptionEntry
    from cogs.alerts.delete_and_test import DeleteAndTestHandler
    from cogs.alerts.subscription_form import SubscriptionForm
    from cogs.pausing.actions import PauseHandler
    from cogs.services import Services
    from cogs.shared.layouts import Item

_PER_PAGE = 4  # subscriptions: with four buttons each and two rows below, 40 of Discord's 40 components
_ACTION_PATTERN = r"paperboy:manage:(?P<action>edit|pause|resume|test|end):(?P<subscription>[a-z0-9]{1,16})"
_REASON_LENGTH = 160  # characters of the reason why a subscription does not post
_CHANNEL_NAME_LENGTH = 120  # characters of an escaped channel name
_QUERY_LENGTH = 150  # characters
_SOURCES_LENGTH = 80  # characters
_ENTRY_LENGTH = 700  # UTF-16 code units, of three bytes each at most, so that a page fits a message
_REFRESH_KEY = "at"  # marks the Refresh button, which has the number of the shown page
_SHOWN_PAGE_PATTERN = re.compile(rf"paperboy:{SUBSCRIPTION_PAGES}:(?P<page>\d{{1,6}}):{_REFRESH_KEY}.*")


class ListHandler:
    """Lists subscriptions, turns pages, and handles the buttons of each subscription.

    Pausing, resuming and deleting answer in a separate reply, and the list is drawn again.
    """

    def __init__(
        self,
        services: Services,
        delete_and_test: DeleteAndTestHandler,
        pausing: PauseHandler,
        form: SubscriptionForm,
    ) -> None:
        self._services = services
        self._delete_and_test = delete_and_test
        self._pausing = pausing
        self._form = form
        services.forms.add(Form(prefix=FORM_PREFIX, build=pausing.build_form, on_submit=self._on_submit))
        services.presses.on(page_template(SUBSCRIPTION_PAGES), self._turn_page)
        services.presses.on(_ACTION_PATTERN, self._act)

    async def show(self, interaction: discord.Interaction, number: int = 0) -> None:
        """Show the page `number` from 0, oldest subscription first, in the deferred reply."""
        owner = await require_manager(interaction)
        listed = await self._services.subscriptions.entries(owner)
        page = page_of(listed, number, _PER_PAGE)
        heading = gettext("Your subscriptions") if owner.guild_id is None else gettext("Server subscriptions")
        undo = [last_undo_button(changes)] if (changes := await self._services.undo.last(owner)) else []
        refresh = button(
            pgettext("button", "Refresh"), f"paperboy:{SUBSCRIPTION_PAGES}:{page.number}:{_REFRESH_KEY}"
        )
        subscriptions = [item.subscription for item in listed]
        entries = [await self._entry(item, interaction.guild, subscriptions) for item in page.items]
        if entries:
            paused = paused_count(sum(subscription.paused for subscription in subscriptions))
            head = f"{SMALL_PRINT}{page.summary('subscription', paused)}"
            if owner.guild_id is None and await self._services.mails.of(page.items[0].subscription.destination_id):
                head += f"\n{SMALL_PRINT}{gettext('Sent by e-mail: see `/alerts email`.')}"
            digests = _digest_buttons([item.subscription for item in page.items], interaction.guild)
            rows = [digests, [*page_turners(page, SUBSCRIPTION_PAGES), refresh, *undo]]
        else:
            head = gettext("No subscriptions yet. Add one with `/alerts subscribe`.")
            rows = [[start_button(pgettext("button", "Add subscription")), refresh, *undo]]
        message_id = await show(interaction, listing([f"### {heading}\n{head}"], entries, rows=rows))
        self._services.open_replies.remember(interaction, message_id, partial(self.show, interaction, page.number))

    async def _on_submit(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        """Answer the form behind Pause, and draw the list again if the form was opened from it."""
        await self._pausing.on_submit(interaction, key, typed)
        if interaction.message is not None and interaction.message.flags.components_v2:
            await self.show(interaction, _shown_page(interaction.message))

    async def _entry(
        self, listed: SubscriptionEntry, guild: discord.Guild | None, others: Sequence[Subscription]
    ) -> Entry:
        """Gather the facts for `subscription_entry`; `others` are all subscriptions of the list."""
        subscription = listed.subscription
        trouble = mention_warning(guild, subscription.destination_id, listed.role_id)
        per_week: int | None = None
        what = ""
        try:
            query = parse(subscription.query)
            if subscription.has_picks:
                state = await self._services.picks.state(subscription)
                what, trouble = picks_summary(subscription.most, state), picks_trouble(state) or trouble
            else:
                per_week = await self._services.papers.previews.matches(query, subscription.sources)
        except UnmatchableError as error:
            trouble = safe(without_backticks(error.message), _REASON_LENGTH)
        except QueryError:
            trouble = gettext("The query is no longer valid.")
        channel = channel_name(guild, subscription.destination_id)
        mode = subscription.mode
        destination = Destination(id=subscription.destination_id, guild_id=subscription.guild_id)
        schedule = (await self._services.preferences.read_or_default(destination)).schedule
        when = [what, schedule.when(mode), quiet_hours_sentence(schedule, mode)]
        if is_ambiguous(subscription, others):
            when.append(subscription.id)
        facts = DOT.join(filter(None, when))
        catalogue = self._services.catalogue.of(subscription.owner)
        return subscription_entry(listed, channel, facts, catalogue, trouble, per_week)

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
            await self._delete_and_test.test(interaction, key)
        else:
            await interaction.response.defer()
            page = _shown_page(interaction.message)
            try:
                if action == "resume":
                    await self._pausing.resume(interaction, key)
                else:
                    await self._delete_and_test.unsubscribe(interaction, key)
            except UnknownSubscriptionError:
                await self.show(interaction, page)
                raise
            await self.show(interaction, page)


def _digest_buttons(shown: Sequence[Subscription], guild: discord.Guild | None) -> Sequence[Item]:
    """Return a *Digest time* button for each channel that gets digests, with its name if there are several."""
    digests = [subscription for subscription in shown if subscription.mode in digest_modes()]
    channels = dict.fromkeys(subscription.destination_id for subscription in digests)
    return [digest_button(key, channel_name(guild, key) if len(channels) > 1 else None) for key in channels]


def _shown_page(message: discord.Message | None) -> int:
    """Return the number of the page that a list shows, from its Refresh button."""
    ids = custom_ids_in(message.components) if message else ()
    found = next(filter(None, map(_SHOWN_PAGE_PATTERN.fullmatch, ids)), None)
    return int(found["page"]) if found else 0


def subscription_entry(  # noqa: PLR0913, PLR0917 - the subscription and all facts about it
    listed: SubscriptionEntry,
    channel: str | None,
    facts: str,
    catalogue: Catalogue = EMPTY_CATALOGUE,
    trouble: str | None = None,
    per_week: int | None = None,
) -> Entry:
    """Return the entry of a subscription, with its buttons.

    Lines: its name if it was given one; its query and matches `per_week`; in small print the channel, `facts` such
    as its delivery, and chosen sources; then why it does not post. `channel` is the channel's name if known.
    `trouble` is a sentence about a query that cannot match or a role that cannot be mentioned.
    """
    subscription = listed.subscription
    small_print = [
        f"#{safe(channel, _CHANNEL_NAME_LENGTH)}" if channel else mention_of(subscription),
        facts,
    ]
    if subscription.sources or catalogue.streams:
        small_print.append(safe(sources_in_words(subscription.sources, catalogue), _SOURCES_LENGTH))
    rest = "\n".join([SMALL_PRINT + DOT.join(small_print), *_blockers(listed, trouble, catalogue)])
    text = clip(f"{_name_and_query(subscription, catalogue, per_week)}\n{rest}", _ENTRY_LENGTH)
    actions = (
        ("edit", pgettext("button", "Edit")),
        ("resume", pgettext("button", "Resume"))
        if subscription.paused
        else ("pause", pgettext("button", "Pause")),
        ("test", pgettext("button", "Test")),
        ("end", pgettext("button", "Delete")),
    )
    row = [button(label, f"paperboy:manage:{action}:{subscription.id}") for action, label in actions]
    return Entry(text=text, brief=text, row=row)


def _name_and_query(subscription: Subscription, catalogue: Catalogue, per_week: int | None) -> str:
    """Return the name if it was given one, and the query with its matches; without a query the name alone."""
    if subscription.query == EVERY_PAPER:
        return shown_name(subscription)
    query = inline_code(clip(catalogue.readable(subscription.query), _QUERY_LENGTH))
    if per_week is not None:
        query = with_matches(query, per_week)
    return f"{shown_name(subscription)}\n{query}" if own_name(subscription) else query


def _blockers(listed: SubscriptionEntry, trouble: str | None, catalogue: Catalogue) -> Iterator[str]:
    """Lines about a missing source, the pause, and a block by Discord or else other `trouble`."""
    subscription = listed.subscription
    if gone := inactive_sources(subscription.sources, catalogue):
        yield f"⚠️ {unconfigured_text(gone, catalogue)}"
    if subscription.paused:
        yield f"⏸️ {sentences(pause_text(subscription), held_sentence(listed.waiting))}"
    if block := listed.block:
        reason = clip(translate_stored(block.reason), _REASON_LENGTH)
        since = gettext("Blocked since {day}: {reason}", day=short_day(block.since), reason=reason)
        yield f"⛔ {since}"
    elif trouble:
        yield f"⚠️ {trouble}"
