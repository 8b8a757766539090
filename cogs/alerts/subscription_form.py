"""The form of a subscription: a new one, an edited one, or a draft that is not saved yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import discord

from bot.discord_io.interactions.replies import reply_later
from bot.domain.schedule import delivery
from bot.domain.subscription import EVERY_PAPER, MOST_EXAMPLES, MOST_PICKS, PICKS_A_DAY, QUERY_MODES, Mode
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.query.rewriting.rewrite import replace_min_upvotes
from bot.service.picks.examples import Examples, lost_entries
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.chosen_sources import as_typed, parse_sources
from bot.service.subscriptions.rules import own_name
from bot.service.subscriptions.subscriptions import Draft
from bot.text.references.reader import MAX_FILE_BYTES, read_references
from cogs.alerts.preview.preview_draft import find_draft
from cogs.alerts.sources_field import SOURCES, sources_field
from cogs.alerts.words import minimum_label, query_label
from cogs.paper_buttons.buttons import PICKS_LIKE_SAVED
from cogs.paper_buttons.saved_list import query_of_list, saved_ids
from cogs.shared.attachments import read_attachment
from cogs.shared.channel_option import CHANNEL_TYPES, Target, resolve_target
from cogs.shared.forms import Form, example_query, labelled, modal, text_field
from cogs.shared.guards import owner_of
from cogs.shared.layouts import button
from cogs.shared.mistakes import SeveralMistakesError

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from bot.domain.subscription import Subscription
    from bot.text.references.reader import Unread
    from cogs.services import Services
    from cogs.shared.layouts import Item

    # The last arguments: the problems of the channel, and the token of the draft that it replaces, or ""
    OpenDraft: TypeAlias = Callable[[discord.Interaction, Draft, Sequence[str], str], Awaitable[None]]

_PREFIX = "paperboy:subscription:"
# Beginnings of keys. In this order follow, after a dash: the minimum upvotes, nothing, the subscription's id, the
# draft's token
_NEW_KEY, _NEW_PICKS_KEY, _EXISTING_KEY, _DRAFT_KEY = "new", "picks", "of", "draft"
DRAFT_FORM = f"{_PREFIX}{_DRAFT_KEY}-"
NEW_FORM = f"{_PREFIX}{_NEW_KEY}-"
_START_BUTTON_ID = "paperboy:start"
QUERY, NAME, MODE, CHANNEL = "query", "name", "deliver", "channel"
EXAMPLES, MOST = "examples", "most"  # only picks have these fields, and no field MODE; MOST: how many a day
_NUMBERS = tuple(map(str, range(1, MOST_PICKS + 1)))  # of picks a day
_LONGEST_TEXT = 4_000  # characters that a field can have
_MOST_FIELDS = 5  # of a form


class _Subject(NamedTuple):
    """The subject of a form: its present values, the subscription it changes, its channel, `min_upvotes` or 0.

    `examples` are the present ones of picks.
    """

    values: dict[str, str]
    old: Subscription | None
    target: Target | None
    min_upvotes: int
    examples: tuple[str, ...]

    @property
    def has_picks(self) -> bool:
        return self.values[MODE] == Mode.PICKS


class SubscriptionForm:
    """Opens the form and answers it with a preview.

    In a DM the form has no field for the channel, and where people can choose no streams none for sources.
    """

    def __init__(self, services: Services, open_draft: OpenDraft) -> None:
        self._services = services
        self._subscriptions = services.subscriptions
        self._catalogue_for = services.catalogue_for
        self._forms = services.forms
        self._examples = Examples(services.papers.stored, services.papers.lookups)
        self._open = open_draft
        services.forms.add(Form(prefix=_PREFIX, build=self._build_form, on_submit=self._on_submit))
        services.presses.on(_START_BUTTON_ID, lambda pressed, _: services.forms.open(pressed, NEW_FORM))
        services.presses.on(PICKS_LIKE_SAVED, self._open_picks_like_saved)

    async def subscribe(
        self, interaction: discord.Interaction, typed: Mapping[str, str], min_upvotes: int | None
    ) -> None:
        """Answer `/alerts subscribe`."""
        await reply_later(interaction)
        await self._forms.handle(interaction, f"{_PREFIX}{_NEW_KEY}-{min_upvotes or ''}", typed)

    async def subscribe_to_picks(
        self, interaction: discord.Interaction, typed: Mapping[str, str], file: discord.Attachment | None
    ) -> None:
        """Answer `/alerts picks`; entries of the file that were not found are listed in a message of their own.

        Raises PaperboyError for a file that cannot be read.
        """
        await reply_later(interaction)
        lost: list[Unread] = []
        if file is not None:
            async with self._services.file_slots.held_by(interaction.user.id):
                read = await asyncio.to_thread(read_references, await read_attachment(file, MAX_FILE_BYTES))
            found, unknown = await self._examples.find(read.references, interaction.user.id)
            lost = [*read.unread, *unknown]
            typed = {**typed, EXAMPLES: "\n".join(filter(None, (typed[EXAMPLES], *found)))}
        await self._forms.handle(interaction, f"{_PREFIX}{_NEW_PICKS_KEY}-", typed)
        if lost:
            await interaction.followup.send(lost_entries(lost), ephemeral=True)

    async def _open_picks_like_saved(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        saved = await saved_ids(self._services, interaction, query_of_list(self._services, interaction))
        await self._forms.open(
            interaction, f"{_PREFIX}{_NEW_PICKS_KEY}-", {EXAMPLES: _examples_as_typed(saved[:MOST_EXAMPLES])}
        )

    async def edit(self, interaction: discord.Interaction, ref: str, sources: str | None = None) -> None:
        """Open the form of a subscription; with `sources`, show the preview of that change instead.

        Raises DeniedError and UnknownSubscriptionError.
        """
        # Discord takes a form only as the first answer, so this does not defer: it only reads the store twice
        key = f"{_EXISTING_KEY}-{(await self._subscriptions.get(owner_of(interaction), ref)).id}"
        if sources is None:
            await self._forms.open(interaction, f"{_PREFIX}{key}")
            return
        await reply_later(interaction)
        await self._forms.handle(interaction, f"{_PREFIX}{key}", {SOURCES: sources})

    async def _build_form(
        self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        subject = await self._subject(interaction, key)
        values = subject.values | {
            name: text for name, text in _without_empty_menus(typed).items() if name in subject.values
        }
        hint = example_query()
        if values[QUERY].startswith("source:"):
            hint = gettext("Add words after the source to get fewer papers.")
        if min_upvotes := subject.min_upvotes:
            hint = minimum_label(min_upvotes)
        name_hint = gettext("Default: the query")
        if subject.has_picks:
            hint, name_hint = gettext("Only papers that match. Default: all"), ""
        fields = [
            text_field(
                QUERY, query_label(subject.values[MODE]), values[QUERY], hint, required=not subject.has_picks
            ),
            text_field(NAME, pgettext("form", "Name"), values[NAME], name_hint, max_length=60),
        ]
        if not subject.has_picks:
            menu = discord.ui.Select[discord.ui.Modal](custom_id=MODE, options=mode_options(_mode(values[MODE])))
            fields.append(labelled(pgettext("form", "Delivery"), menu))
        else:
            options = [discord.SelectOption(label=one, value=one, default=one == values[MOST]) for one in _NUMBERS]
            menu = discord.ui.Select[discord.ui.Modal](custom_id=MOST, options=options)
            fields.append(labelled(pgettext("form", "Papers a day"), menu))
            # Without the field, examples that are too long for it stay as they are
            if (shown := _fitting(values[EXAMPLES])) == values[EXAMPLES] or EXAMPLES in typed:
                hint = gettext("At least 5 by link, ID or title. Liked papers count too")
                fields.append(text_field(EXAMPLES, pgettext("form", "Examples"), shown, hint))
        if CHANNEL in values:
            kind, chosen = discord.SelectDefaultValueType.channel, values[CHANNEL]
            channels = discord.ui.ChannelSelect[discord.ui.Modal](
                custom_id=CHANNEL,
                channel_types=list(CHANNEL_TYPES),
                default_values=[discord.SelectDefaultValue(id=int(chosen), type=kind)] if is_id(chosen) else [],
            )
            fields.append(labelled(pgettext("form", "Channel"), channels))
        if SOURCES in values:
            old = subject.old.sources if subject.old else ()
            fields.append(sources_field(values[SOURCES], old, self._catalogue_for(interaction)))
        # Picks in a server have six: left out is the number a day or, if these were typed, the sources
        if len(fields) > _MOST_FIELDS:
            del fields[2 if SOURCES in typed else -1]
        title = pgettext("form", "Subscribe") if key.startswith(_NEW_KEY) else pgettext("form", "Edit")
        if key.startswith(_NEW_PICKS_KEY):
            title = pgettext("form", "Picks")
        return modal(title, f"{_PREFIX}{key}", *fields)

    async def _subject(self, interaction: discord.Interaction, key: str) -> _Subject:
        """Return the subject of the form with this key. Raises the errors of `find_draft`."""
        kind, _, rest = key.partition("-")
        old: Subscription | None = None
        target: Target | None = None
        shown, values = None, {QUERY: "", NAME: "", MODE: Mode.PICKS if kind == _NEW_PICKS_KEY else Mode.NOW}
        if kind == _DRAFT_KEY:
            draft, target = await find_draft(self._services, interaction, rest)
            old, shown = draft.replaces, draft.result
        elif kind == _EXISTING_KEY:
            old = shown = await self._subscriptions.get(owner_of(interaction), rest)
            target = Target(destination=await self._subscriptions.destination(old))
        if shown is not None:
            query = "" if shown.query == EVERY_PAPER else self._catalogue_for(interaction).readable(shown.query)
            values = {QUERY: query, NAME: own_name(shown), MODE: shown.mode}
        sources, examples = (shown.sources, shown.examples) if shown else ((), ())
        if values[MODE] == Mode.PICKS:
            values[MOST] = str(shown.most if shown else PICKS_A_DAY)
            values[EXAMPLES] = _examples_as_typed(examples)
        if owner_of(interaction).guild_id is not None:
            values[CHANNEL] = str(target.destination.id if target else interaction.channel_id)
        if self._catalogue_for(interaction).streams or sources:
            values[SOURCES] = as_typed(sources)
        min_upvotes = int(rest) if kind == _NEW_KEY and is_id(rest) else 0
        return _Subject(values, old, target, min_upvotes, examples)

    async def _on_submit(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        subject = await self._subject(interaction, key)
        values, old, target = subject.values | _without_empty_menus(typed), subject.old, subject.target
        sources, examples = old.sources if old else (), subject.examples
        token = key.removeprefix(f"{_DRAFT_KEY}-") if key.startswith(_DRAFT_KEY) else ""
        if token:
            await interaction.response.defer()
        else:
            await reply_later(interaction)
        mistakes = SeveralMistakesError()
        typed_query = values[QUERY].strip() or (EVERY_PAPER if subject.has_picks else "")
        if EXAMPLES in typed:
            with mistakes.collecting():
                examples = await self._examples.read(typed[EXAMPLES], interaction.user.id)
        catalogue = self._catalogue_for(interaction)
        with mistakes.collecting():  # parsed only for its mistakes, and again when the sources are known
            parse(typed_query, catalogue)
        with mistakes.collecting():  # present sources that this host no longer has can stay
            sources = parse_sources(values[SOURCES], catalogue, sources) if SOURCES in values else sources
        channel_id = int(values[CHANNEL]) if is_id(values.get(CHANNEL, "")) else None
        with mistakes.collecting():
            # A channel that does not change is not checked again: the bot may lack a permission there
            if target is None or channel_id not in (None, target.destination.id):
                target = await resolve_target(interaction, channel_id)
        mistakes.raise_if_any()
        query = parse(typed_query, catalogue.subscribed_to(sources))
        min_upvotes = subject.min_upvotes
        draft = Draft(
            query=replace_min_upvotes(query, min_upvotes) if min_upvotes else query,
            destination=target.destination,
            creator_id=interaction.user.id,
            name=values[NAME],
            mode=_mode(values[MODE]),
            replaces=old,
            sources=sources,
            most=int(values[MOST]) if values.get(MOST) in _NUMBERS else PICKS_A_DAY,
            examples=examples,
        )
        await self._open(interaction, draft, target.problems, token)


def _examples_as_typed(paper_ids: Iterable[str]) -> str:
    return "\n".join(one.removeprefix("arxiv:").removeprefix("doi:") for one in paper_ids)


def _fitting(examples: str) -> str:
    """Return the examples, without the last ones if they are too long for a field."""
    if len(examples) <= _LONGEST_TEXT:
        return examples
    return examples[: max(0, *(examples.rfind(sign, 0, _LONGEST_TEXT) for sign in "\n;,"))]


def start_button(label: str) -> Item:
    """Return a button that opens the form of a new subscription; it never expires."""
    return button(label, _START_BUTTON_ID, discord.ButtonStyle.primary)


def mode_options(chosen: Mode) -> list[discord.SelectOption]:
    """Return the options of a menu of delivery modes, with `chosen` selected."""
    return [
        discord.SelectOption(label=delivery(mode).word(), value=mode.value, default=mode is chosen)
        for mode in QUERY_MODES
    ]


def _without_empty_menus(typed: Mapping[str, str]) -> dict[str, str]:
    """Drop menus without a choice, so that their values do not change."""
    return {name: text for name, text in typed.items() if text or name not in {MODE, MOST, CHANNEL}}


def _mode(text: str) -> Mode:
    return Mode(text) if text in set(Mode) else Mode.NOW
