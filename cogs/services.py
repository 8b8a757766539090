"""What the cogs need, built by the composition root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.schedule import DigestTimes
    from bot.service.guild_status import GuildStatuses
    from bot.service.papers import Papers
    from bot.service.preview import Previews
    from bot.service.subscriptions import Subscriptions
    from bot.service.trial import Trials


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The use-cases behind the commands. `digests` says when they come, `version` is Paperboy's own."""

    subscriptions: Subscriptions
    previews: Previews
    papers: Papers
    trials: Trials
    statuses: GuildStatuses
    digests: DigestTimes
    version: str
