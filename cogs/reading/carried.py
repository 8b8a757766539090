"""What a dry run carries in its own message, so that its buttons work after a restart, too.

The query stands in the message's code block. Where alerts go, when, and what is replaced stand in the custom_ids.
A new name and chosen sources are too long for these: they are the first lines of the inline fields of the embed.
No words are read back.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.discord_io.render.code import inline_code, plain_code, plain_inline
from bot.domain.discord.limits import FIELD_VALUE
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.subscription import Mode
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.service.subscriptions.chosen_sources import as_typed, everything, read_sources
from bot.service.subscriptions.rules import edited_meanwhile, own_name
from bot.service.subscriptions.subscriptions import Draft
from bot.text.safe import clip
from cogs.shared.guards import owner_of
from cogs.shared.targets import Target, resolve_channel, resolve_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.subscriptions import Subscriptions

_NAME, _SOURCES = "n", "s"
_KEPT: Final = "k"  # in place of the name: it stays as it was, which nobody has to read
_BEFORE: Final = 300  # characters of the sources that others take the place of
_MOST: Final = FIELD_VALUE - len("``")  # of those that are chosen
_STATE: Final = re.compile(
    rf":(?P<channel>\d{{1,20}})\.(?P<mode>{'|'.join(Mode)})\.(?P<kept>{_KEPT}?)(?P<fields>n?s?)"
    r"(?:\.(?P<replaces>[a-z0-9]{1,16})\.(?P<was>[0-9a-f]{4}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A draft as its message has it: ids, and what was typed.

    `replaces` is the id of what it would change, and `was` stands for how that was then; both "" for a new one.
    Where it `keeps_name`, that is not in `name`.
    """

    channel_id: int
    mode: Mode
    replaces: str
    was: str
    query: str
    name: str
    sources: str | None
    keeps_name: bool = False


def state_of(draft: Draft) -> str:
    """What custom_ids of its buttons and form end with, at most 53 characters; "" for what cannot be carried."""
    fields = "".join(_fields(draft))
    if _SOURCES in fields and len(as_typed(draft.listens)) > _MOST:
        return ""
    replaced = f".{draft.replaces.id}.{fingerprint(draft.replaces)}" if draft.replaces else ""
    kept = _KEPT if _keeps_name(draft) else ""
    return f":{draft.destination.id}.{draft.mode}.{kept}{fields}{replaced}"


def fingerprint(subscription: Subscription) -> str:
    """Four hexadecimal digits that are others, most likely, when somebody has edited it."""
    s = subscription
    edited = repr((s.query, s.name, s.mode.value, s.destination_id, s.sources)).encode()
    return hashlib.blake2b(edited, digest_size=2).hexdigest()


def add_carried(embed: discord.Embed, draft: Draft, catalogue: Catalogue = UNKNOWN) -> None:
    """The name and the sources that somebody chose, which are worth reading before Save as well.

    Below the sources stands what they take the place of, and what it means if they are all that there are.
    """
    fields = _fields(draft)
    if name := fields.get(_NAME):
        embed.add_field(name=pgettext("form", "Name"), value=name)
    if sources := fields.get(_SOURCES):
        lines = [sources]
        if draft.replaces:
            before = inline_code(clip(as_typed(draft.replaces.sources), _BEFORE))
            # NOTE: below the sources that are chosen; {sources} are those of the subscription until now
            lines.append(gettext("Instead of {sources}.", sources=before))
        if draft.listens == everything(catalogue):
            lines.append(gettext("That is every source there is now; one that is added later is not included."))
        embed.add_field(name=pgettext("form", "Sources"), value=clip("\n".join(lines), FIELD_VALUE))


def carried(message: discord.Message | None, state: str) -> Carried | None:
    """What a message of ours and its custom_ids say of a draft; None when they do not say enough."""
    match = _STATE.fullmatch(state)
    embed = next(iter(message.embeds), None) if message else None
    if match is None or embed is None or not embed.description:
        return None
    shown = [plain_inline((field.value or "").partition("\n")[0]) for field in embed.fields if field.inline]
    told = dict(zip(match["fields"], shown, strict=False))
    return Carried(
        channel_id=int(match["channel"]),
        mode=Mode(match["mode"]),
        replaces=match["replaces"] or "",
        was=match["was"] or "",
        query=plain_code(embed.description),
        name=told.get(_NAME, ""),
        sources=told.get(_SOURCES),
        keeps_name=bool(match["kept"]),
    )


async def drafted(
    interaction: discord.Interaction, told: Carried, subscriptions: Subscriptions, catalogue: Catalogue
) -> tuple[Draft, Sequence[str]]:
    """The draft that was carried, for who asked for it, and what I lack where it would go (sentences).

    Raises what choosing its channel and sources raises, UnknownSubscriptionError, and ConflictError when somebody
    has edited what it would change.
    """
    owner = owner_of(interaction)
    old = await subscriptions.get(owner, told.replaces) if told.replaces else None
    if old is not None and fingerprint(old) != told.was:
        raise edited_meanwhile()
    if old is not None and old.destination_id == told.channel_id:
        target = Target(destination=await subscriptions.destination(old))
    elif owner.guild_id is None:
        target = await resolve_target(interaction, None)
    else:
        target = await resolve_channel(interaction, told.channel_id)
    kept = old.sources if old else ()
    sources = kept if told.sources is None else read_sources(told.sources, catalogue, kept)
    draft = Draft(
        query=parse(told.query, catalogue.listening(sources)),
        destination=target.destination,
        creator_id=_asked_by(interaction),
        name=own_name(old) if old is not None and told.keeps_name else told.name,
        mode=told.mode,
        replaces=old,
        sources=sources,
    )
    return draft, target.problems


def _asked_by(interaction: discord.Interaction) -> int:
    """Who got the message that was pressed as an answer."""
    asked = interaction.message.interaction_metadata if interaction.message else None
    return asked.user.id if asked else interaction.user.id


def _keeps_name(draft: Draft) -> bool:
    return draft.replaces is not None and bool(draft.name) and draft.name == own_name(draft.replaces)


def _fields(draft: Draft) -> dict[str, str]:
    """What stands in fields of the embed, in their order."""
    found: dict[str, str] = {}
    if draft.name and not _keeps_name(draft):
        found[_NAME] = inline_code(draft.name)
    if draft.listens != (draft.replaces.sources if draft.replaces else ()):
        found[_SOURCES] = inline_code(clip(as_typed(draft.listens), _MOST))
    return found
