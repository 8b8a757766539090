"""The stored draft behind a preview, found again by the token in the ids of its buttons."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from bot.domain.subscription import Mode
from bot.language.translating import gettext
from bot.query import parse
from bot.service.subscriptions.drafts import PREVIEWS
from bot.service.subscriptions.rules import edit_conflict, editable_part
from bot.service.subscriptions.subscriptions import Draft
from cogs.shared.channel_option import Target, resolve_target
from cogs.shared.guards import owner_of

if TYPE_CHECKING:
    import discord

    from bot.domain.subscription import Subscription
    from cogs.services import Services


async def store_draft(services: Services, draft: Draft) -> str:
    """Store a draft, and return its token."""
    old = draft.replaces
    value = {
        "query": draft.query.typed,
        "channel": draft.destination.id,
        "name": draft.name,
        "mode": draft.mode,
        "sources": draft.subscribed_sources,
        "most": draft.most,
        "examples": draft.examples,
        "replaces": old.id if old else "",
        "was": _fingerprint(old) if old else "",
    }
    return await services.drafts.put(PREVIEWS, draft.creator_id, value)


async def find_draft(services: Services, interaction: discord.Interaction, token: str) -> tuple[Draft, Target]:
    """Return the draft of a token, and its channel with the permissions that the bot lacks there.

    Raises PaperboyError if the draft has expired, ConflictError if the subscription that it changes was edited
    since, UnknownSubscriptionError if that was deleted, and the errors of `resolve_target`.
    """
    value = await services.drafts.get(PREVIEWS, token, interaction.user.id)
    if value is None:
        raise PaperboyError(gettext("This preview has expired. Use the command again."))
    owner, subscriptions = owner_of(interaction), services.subscriptions
    old = await subscriptions.get(owner, value["replaces"]) if value["replaces"] else None
    if old is not None and _fingerprint(old) != value["was"]:
        raise edit_conflict()
    # A channel that stays is not looked at again: alerts can also be edited where the bot has lost a permission
    if old is not None and old.destination_id == value["channel"]:
        target = Target(destination=await subscriptions.destination(old))
    else:
        target = await resolve_target(interaction, value["channel"] if owner.guild_id else None)
    sources = tuple(value["sources"])
    draft = Draft(
        query=parse(value["query"], services.catalogue.of(owner).subscribed_to(sources)),
        destination=target.destination,
        creator_id=interaction.user.id,
        name=value["name"],
        mode=Mode(value["mode"]),
        replaces=old,
        sources=sources,
        most=value["most"],
        examples=tuple(value["examples"]),
    )
    return draft, target


def _fingerprint(subscription: Subscription) -> str:
    """Return a text that differs after an edit of the subscription; a pause is no edit."""
    return hashlib.blake2b(repr(editable_part(subscription)).encode(), digest_size=8).hexdigest()
