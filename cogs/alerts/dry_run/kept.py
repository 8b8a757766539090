"""The draft behind a preview: kept in the store, and found again by the token that its buttons have."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from bot.domain.subscription import Mode
from bot.language.translating import gettext
from bot.query import parse
from bot.service.subscriptions.drafts import PREVIEWS
from bot.service.subscriptions.rules import edit_conflict, settings_of
from bot.service.subscriptions.subscriptions import Draft
from cogs.shared.guards import owner_of
from cogs.shared.targets import Target, resolve_target

if TYPE_CHECKING:
    import discord

    from bot.domain.subscription import Subscription
    from cogs.services import Services


async def keep(services: Services, draft: Draft) -> str:
    """Keep a draft; its token."""
    old = draft.replaces
    value = {
        "query": draft.query.canonical,
        "channel": draft.destination.id,
        "name": draft.name,
        "mode": draft.mode,
        "sources": draft.subscribed_sources,
        "replaces": old.id if old else "",
        "was": _fingerprint(old) if old else "",
    }
    return await services.drafts.put(PREVIEWS, draft.creator_id, value)


async def find(services: Services, interaction: discord.Interaction, token: str) -> tuple[Draft, Target]:
    """The draft of a token, and what the bot lacks where its alerts would go.

    Raises PaperboyError for one that is over, ConflictError or UnknownSubscriptionError where what it would change
    was edited or is over, and what choosing its channel raises.
    """
    value = await services.drafts.get(PREVIEWS, token, interaction.user.id)
    if value is None:
        raise PaperboyError(gettext("That preview is over. Save a newer one, or use `/alerts subscribe` again."))
    owner, subscriptions = owner_of(interaction), services.subscriptions
    old = await subscriptions.get(owner, value["replaces"]) if value["replaces"] else None
    if old is not None and _fingerprint(old) != value["was"]:
        raise edit_conflict()
    if old is not None and old.destination_id == value["channel"]:
        target = Target(destination=await subscriptions.destination(old))
    else:
        target = await resolve_target(interaction, value["channel"] if owner.guild_id else None)
    sources = tuple(value["sources"])
    draft = Draft(
        query=parse(value["query"], services.catalogue.subscribed_to(sources)),
        destination=target.destination,
        creator_id=interaction.user.id,
        name=value["name"],
        mode=Mode(value["mode"]),
        replaces=old,
        sources=sources,
    )
    return draft, target


def _fingerprint(subscription: Subscription) -> str:
    """Another text when somebody has edited it."""
    return hashlib.blake2b(repr(settings_of(subscription)).encode(), digest_size=8).hexdigest()
