"""Services that the cogs need, built by the composition root; those for papers are in `bot.service.papers`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cogs.shared.attachments import FileSlots
from cogs.shared.guards import Presses, owner_of
from cogs.shared.open_replies import OpenReplies

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import discord

    from bot.domain.ports import Renderer
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.schedule import DigestTimes
    from bot.service.added_sources.added_sources import AddedSources
    from bot.service.alerts_file.importer import Importer
    from bot.service.deliver.feeds import Feeds
    from bot.service.deliver.on_request import PostsOnRequest
    from bot.service.notices.notices import Notices
    from bot.service.papers import PaperServices
    from bot.service.personal_data import PersonalRecords
    from bot.service.picks.likes import Likes
    from bot.service.picks.picker import Picker
    from bot.service.preferences.mail_addresses import MailAddresses
    from bot.service.preferences.preferences import ChannelPreferences
    from bot.service.status import OwnerStatuses
    from bot.service.subscriptions.drafts import Drafts
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.tuning import Tunings
    from bot.service.subscriptions.undo import Undo
    from bot.service.subscriptions.why import Diagnoses
    from cogs.shared.forms import Forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services behind the commands.

    `catalogue` has all sources, `digests` the host's digest times. `now` returns aware UTC time. `version` is
    Paperboy's own. `drafts` holds what people typed and have not saved. `open_replies` are the replies to redraw
    after a change. `forms` and `presses` route every form, button and menu to its handler. `file_slots`
    limit how many attached files are read at once.
    """

    subscriptions: Subscriptions
    preferences: ChannelPreferences
    papers: PaperServices
    diagnoses: Diagnoses
    undo: Undo
    imports: Importer
    personal: PersonalRecords
    likes: Likes
    mails: MailAddresses
    feeds: Feeds
    added_sources: AddedSources
    on_request: PostsOnRequest
    tunings: Tunings
    picks: Picker
    notices: Notices
    statuses: OwnerStatuses
    renderer: Renderer
    catalogue: Catalogue
    digests: DigestTimes
    now: Callable[[], datetime]
    version: str
    drafts: Drafts
    forms: Forms
    open_replies: OpenReplies = field(default_factory=OpenReplies)
    presses: Presses = field(default_factory=Presses)
    file_slots: FileSlots = field(default_factory=FileSlots)

    def catalogue_for(self, interaction: discord.Interaction) -> Catalogue:
        """Return the catalogue with the sources that a person can name here."""
        return self.catalogue.of(owner_of(interaction))
