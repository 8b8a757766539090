"""The form of a subscription: a new one, an edited one, or a draft that is not saved yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import discord

from bot.discord_io.interactions.replies import reply_later
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.errors import PaperboyError
from bot.domain.schedule import delivery
from bot.domain.subscription import EVERY_PAPER, QUERY_MODES, Mode
from bot.language.formats import number
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.query.rewriting.rewrite import replace_min_upvotes
from bot.service.picks.examples import Examples
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.chosen_sources import ALL, as_typed, parse_sources, typeable_names
from bot.service.subscriptions.rules import own_name
from bot.service.subscriptions.subscriptions import Draft
from bot.text.references.reader import MAX_FILE_BYTES, ReferenceFileError, read_references
from bot.text.safe import clip, safe
from cogs.alerts.preview.stored_draft import find_draft
from cogs.alerts.words import and_more, minimum_label
from cogs.shared.forms import Form, example_query, labelled, modal, text_field
from cogs.shared.guards import owner_of
from cogs.shared.layouts import button
from cogs.shared.mistakes import SeveralMistakesError
from cogs.shared.targets import CHANNEL_TYPES, Target, resolve_target

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.domain.subscription import Subscription
    from bot.text.references.reader import Unread
    from cogs.services import Services
    from cogs.shared.layouts import Item

    OpenDraft: TypeAlias = Callable[[discord.Interaction, Draft, Sequence[str], str], Awaitable[None]]

_PREFIX: Final = "paperboy:subscription:"
# Beginnings of keys; a dash and the minimum upvotes, the subscription's id or the draft's token follow
_NEW_KEY, _EXISTING_KEY, _DRAFT_KEY = "new", "of", "draft"
DRAFT_FORM: Final = f"{_PREFIX}{_DRAFT_KEY}-"
_START_BUTTON_ID: Final = "paperboy:start"
QUERY, NAME, MODE, CHANNEL, SOURCES = "query", "name", "deliver", "channel", "sources"
EXAMPLES: Final = "examples"  # which only picks have; these have no choice of a mode
_PICKS: Final = "picks"  # beginning of the key of new picks; a dash and their number follow
_ENTRY, _ENTRIES = 100, 12  # characters of an entry and of its reason; entries of a file that are listed
_LONGEST_TEXT = 4_000  # characters that a field can have


class _Subject(NamedTuple):
    """The subject of a form: its present values, the subscription it changes, its channel, `min_upvotes` or 0.

    `most` picks a day; None for a query.
    """

    values: dict[str, str]
    old: Subscription | None
    target: Target | None
    min_upvotes: int
    most: int | None


class SubscriptionForm:
    """Opens the form and answers it with a preview.

    In a DM the form has no field for the channel, and on a host without streams none for sources.
    """

    def __init__(self, services: Services, open_draft: OpenDraft) -> None:
        self._services = services
        self._subscriptions = services.subscriptions
        self._catalogue_for = services.catalogue_for
        self._forms = services.forms
        self._examples = Examples(services.papers.stored, services.papers.lookups)
        self._open = open_draft
        services.forms.add(Form(prefix=_PREFIX, build=self._build_form, on_submit=self._on_submit))
        services.presses.on(
            _START_BUTTON_ID, lambda pressed, _: services.forms.open(pressed, f"{_PREFIX}{_NEW_KEY}-")
        )

    async def subscribe(
        self, interaction: discord.Interaction, typed: Mapping[str, str], min_upvotes: int | None
    ) -> None:
        """Answer `/alerts subscribe`."""
        await reply_later(interaction)
        await self._forms.handle(interaction, f"{_PREFIX}{_NEW_KEY}-{min_upvotes or ''}", typed)

    async def subscribe_to_picks(
        self,
        interaction: discord.Interaction,
        typed: Mapping[str, str],
        most: int,
        file: discord.Attachment | None,
    ) -> None:
        """Answer `/alerts picks`; entries of the file that were not found are listed in a message of their own."""
        await reply_later(interaction)
        lost: list[Unread] = []
        if file is not None:
            found, lost = await self._from_file(file, interaction.user.id)
            typed = {**typed, EXAMPLES: "\n".join(filter(None, (typed[EXAMPLES], *found)))}
        await self._forms.handle(interaction, f"{_PREFIX}{_PICKS}-{most}", typed)
        if lost:
            await interaction.followup.send(lost_entries(lost), ephemeral=True)

    async def _from_file(self, file: discord.Attachment, person_id: int) -> tuple[list[str], list[Unread]]:
        """Return the ids of the papers in a reference file, and its other entries. Raises ReferenceFileError."""
        if file.size > MAX_FILE_BYTES:
            raise ReferenceFileError(
                gettext("The file is too large (limit: {size} KB).", size=MAX_FILE_BYTES // 1024)
            )
        try:
            body = await file.read()
        except discord.HTTPException as error:
            raise PaperboyError(gettext("I couldn't download the file. Try again.")) from error
        read = await asyncio.to_thread(read_references, body)
        found, lost = await self._examples.find(read.references, person_id)
        return found, [*read.unread, *lost]

    async def edit(self, interaction: discord.Interaction, ref: str, sources: str | None = None) -> None:
        """Open the form of a subscription; with `sources`, show the preview of that change instead.

        Raises DeniedError and UnknownSubscriptionError.
        """
        # Discord takes a form only as the first answer, so this does not defer; it reads from memory alone
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
        if min_upvotes := subject.min_upvotes:
            hint = minimum_label(min_upvotes)
        name_hint = gettext("Default: the query")
        has_picks = subject.most is not None
        if has_picks:
            hint = gettext("Only papers that match. Default: all")
            name_hint = ""
        fields = [
            text_field(QUERY, pgettext("form", "Query"), values[QUERY], hint, required=not has_picks),
            text_field(NAME, pgettext("form", "Name"), values[NAME], name_hint, max_length=60),
        ]
        if not has_picks:
            menu = discord.ui.Select[discord.ui.Modal](custom_id=MODE, options=mode_options(_mode(values[MODE])))
            fields.append(labelled(pgettext("form", "Delivery"), menu))
        elif len(values[EXAMPLES]) <= _LONGEST_TEXT:  # else they stay
            hint = gettext("Papers by link, ID or title. Liked papers count too")
            fields.append(text_field(EXAMPLES, pgettext("form", "Examples"), values[EXAMPLES], hint))
        if CHANNEL in values:
            kind, chosen = discord.SelectDefaultValueType.channel, values[CHANNEL]
            channels = discord.ui.ChannelSelect[discord.ui.Modal](
                custom_id=CHANNEL,
                channel_types=list(CHANNEL_TYPES),
                default_values=[discord.SelectDefaultValue(id=int(chosen), type=kind)] if is_id(chosen) else [],
            )
            fields.append(labelled(pgettext("form", "Channel"), channels))
        if SOURCES in values:
            names = ", ".join(typeable_names(self._catalogue_for(interaction)))
            hint = gettext("Comma-separated: {names} (or {all})", names=names, all=ALL)
            fields.append(text_field(SOURCES, pgettext("form", "Sources"), values[SOURCES], hint))
        is_new = key.startswith((_NEW_KEY, _PICKS))
        title = pgettext("form", "Subscribe") if is_new else pgettext("form", "Edit")
        return modal(title, f"{_PREFIX}{key}", *fields)

    async def _subject(self, interaction: discord.Interaction, key: str) -> _Subject:
        """Return the subject of the form with this key. Raises the errors of `find_draft`."""
        kind, _, rest = key.partition("-")
        old: Subscription | None = None
        target: Target | None = None
        if kind == _DRAFT_KEY:
            draft, target = await find_draft(self._services, interaction, rest)
            old = draft.replaces
            query, name, mode, sources = draft.query.canonical, draft.name, draft.mode, draft.subscribed_sources
            most, examples = draft.result.most, draft.result.examples
        elif kind == _EXISTING_KEY:
            old = await self._subscriptions.get(owner_of(interaction), rest)
            target = Target(destination=await self._subscriptions.destination(old))
            query, name, mode, sources = old.query, own_name(old), old.mode, old.sources
            most, examples = old.most, old.examples
        else:
            query, name, mode, sources = "", "", Mode.PICKS if kind == _PICKS else Mode.NOW, ()
            most, examples = int(rest) if kind == _PICKS else 0, ()
        has_picks = mode is Mode.PICKS
        values = {QUERY: "" if query == EVERY_PAPER else query, NAME: name, MODE: mode.value}
        if has_picks:
            values[EXAMPLES] = ", ".join(one.removeprefix("arxiv:").removeprefix("doi:") for one in examples)
        if owner_of(interaction).guild_id is not None:
            values[CHANNEL] = str(target.destination.id if target else interaction.channel_id)
        if self._catalogue_for(interaction).streams or sources:
            values[SOURCES] = as_typed(sources)
        min_upvotes = int(rest) if kind == _NEW_KEY and is_id(rest) else 0
        return _Subject(values, old, target, min_upvotes, most if has_picks else None)

    async def _on_submit(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        subject = await self._subject(interaction, key)
        values, old, target = subject.values | _without_empty_menus(typed), subject.old, subject.target
        sources, examples = old.sources if old else (), old.examples if old else ()
        token = key.removeprefix(f"{_DRAFT_KEY}-") if key.startswith(_DRAFT_KEY) else ""
        if token:
            await interaction.response.defer()
        else:
            await reply_later(interaction)
        mistakes = SeveralMistakesError()
        typed_query = values[QUERY]
        if subject.most is not None:
            typed_query = typed_query.strip() or EVERY_PAPER
            with mistakes.collecting():
                examples = await self._examples.read(values[EXAMPLES], interaction.user.id)
        catalogue = self._catalogue_for(interaction)
        with mistakes.collecting():
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
            most=subject.most,
            examples=examples,
        )
        await self._open(interaction, draft, target.problems, token)


def start_button(label: str) -> Item:
    """Return a button that opens the form of a new subscription; it never expires."""
    return button(label, _START_BUTTON_ID, discord.ButtonStyle.primary)


def mode_options(chosen: Mode) -> list[discord.SelectOption]:
    """Return the options of a menu of delivery modes, with `chosen` selected."""
    return [
        discord.SelectOption(label=delivery(mode).word(), value=mode.value, default=mode is chosen)
        for mode in QUERY_MODES
    ]


def lost_entries(lost: Sequence[Unread]) -> str:
    """List the entries of a reference file that are no examples, each with the reason."""
    # NOTE: a heading over entries of a file with papers
    head = gettext("Not used as examples: {number}", number=number(len(lost)))
    lines = [
        gettext("{entry}: {error}", entry=f"• {safe(one.name, _ENTRY)}", error=safe(one.reason, _ENTRY))
        for one in lost[:_ENTRIES]
    ]
    if more := len(lost) - len(lines):
        lines.append(and_more(more))
    return clip("\n".join([head, *lines]), MESSAGE_LENGTH)


def _without_empty_menus(typed: Mapping[str, str]) -> dict[str, str]:
    """Drop menus without a choice, so that their values do not change."""
    return {name: text for name, text in typed.items() if text or name not in {MODE, CHANNEL}}


def _mode(text: str) -> Mode:
    return Mode(text) if text in set(Mode) else Mode.NOW
