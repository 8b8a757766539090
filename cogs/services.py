"""Services that the cogs need, built by the composition root; those for papers are in `bot.service.papers`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cogs.shared.guards import Presses
from cogs.shared.open_answers import OpenAnswers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import Renderer
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.schedule import DigestTimes
    from bot.service.alerts_file.importer import Importer
    from bot.service.deliver.on_request import PostsOnRequest
    from bot.service.notices.notices import Notices
    from bot.service.papers import PaperServices
    from bot.service.personal import PersonalRecords
    from bot.service.preferences.preferences import ChannelPreferences
    from bot.service.status import GuildStatuses
    from bot.service.subscriptions.drafts import Drafts
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.tuning import Tunings
    from bot.service.subscriptions.undo import Undo
    from bot.service.subscriptions.why import Diagnoses
    from cogs.shared.forms import Forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The use-cases behind the commands.

    `catalogue` has the sources that people may name, `digests` says when they come, `now` gives aware UTC time,
    `version` is Paperboy's own. `drafts` are what nobody has decided yet, `open_answers` what people see of all
    that, whichever cog shows it. `forms` and `presses` answer every form, and every button and menu.
    """

    subscriptions: Subscriptions
    preferences: ChannelPreferences
    papers: PaperServices
    diagnoses: Diagnoses
    undo: Undo
    imports: Importer
    personal: PersonalRecords
    on_request: PostsOnRequest
    tunings: Tunings
    notices: Notices
    statuses: GuildStatuses
    renderer: Renderer
    catalogue: Catalogue
    digests: DigestTimes
    now: Callable[[], datetime]
    version: str
    drafts: Drafts
    forms: Forms
    open_answers: OpenAnswers = field(default_factory=OpenAnswers)
    presses: Presses = field(default_factory=Presses)
