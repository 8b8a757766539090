"""What the cogs need, built by the composition root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import Renderer
    from bot.domain.schedule import DigestTimes
    from bot.service.guild_status import GuildStatuses
    from bot.service.papers import Papers
    from bot.service.preferences import ChannelPreferences
    from bot.service.preview import Previews
    from bot.service.search import Searches
    from bot.service.similar import Similars
    from bot.service.subscriptions import Subscriptions
    from bot.service.telling_people import Reminders
    from bot.service.trending import Rankings
    from bot.service.trends import Trends
    from bot.service.trial import Trials
    from bot.service.tuning import Tunings
    from bot.service.why import Whys


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The use-cases behind the commands.

    `digests` says when they come, `now` gives aware UTC time, `version` is Paperboy's own.
    """

    subscriptions: Subscriptions
    preferences: ChannelPreferences
    previews: Previews
    papers: Papers
    rankings: Rankings
    searches: Searches
    similars: Similars
    trends: Trends
    whys: Whys
    trials: Trials
    tunings: Tunings
    reminders: Reminders
    statuses: GuildStatuses
    renderer: Renderer
    digests: DigestTimes
    now: Callable[[], datetime]
    version: str
