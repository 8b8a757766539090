"""Layout of the settings panel: the next digest, then each setting with its control."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import discord

from bot.discord_io.render.entries import SMALL_PRINT
from bot.discord_io.render.role_mention import mention_warning
from bot.domain.discord.limits import BUTTON_TEXT
from bot.domain.subscription import Kind
from bot.language.formats import some_of
from bot.language.translating import gettext, pgettext
from bot.service.preferences.channel_settings import DIGESTS, entries, settings_of_entry
from bot.service.preferences.panel_words import on_or_off
from bot.service.preferences.setting import Form, Menu, RoleMenu, Switch
from bot.text.safe import clip
from cogs.pausing.buttons import resume_all_button
from cogs.shared.layouts import Entry, button, listing
from cogs.shared.lines import mention_of, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from discord.ui import LayoutView

    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes
    from bot.service.preferences.preferences import ChannelSettings, Upcoming
    from cogs.shared.layouts import Item

REFRESH = "refresh"
_ITEMS_PATTERN = "|".join([*(entry.item for entry in entries()), REFRESH])
SETTING_PATTERN = rf"paperboy:set:(?P<item>{_ITEMS_PATTERN}):(?P<destination>[0-9]{{1,20}})"
_HEAD_LENGTH = 2500  # characters
_MAX_NAMED = 5  # subscriptions


def panel(
    settings: ChannelSettings, upcoming: Upcoming, warnings: Iterable[str], changes: Iterable[str] = ()
) -> LayoutView:
    """Draw the panel, with what was just changed; if subscriptions are paused, with a button to resume them."""
    lines = [*changes, *_upcoming(upcoming), *(f"⚠️ {warning}" for warning in warnings)]
    below = [button(pgettext("button", "Refresh"), _custom_id(REFRESH, settings))]
    if upcoming.paused:
        below.append(resume_all_button(settings.destination.id))
    title = gettext("Alert settings for {channel}", channel=mention_of(settings.destination))
    return listing(
        [clip("\n".join([f"### {title}", *lines]), _HEAD_LENGTH)],
        [_entry(entry, settings, upcoming) for entry in _entries(settings)],
        rows=[below],
    )


def digest_button(destination_id: int, channel: str | None = None) -> Item:
    """Return the button for the digest form; labelled with `channel` if several channels are shown."""
    label = _form_button_label(DIGESTS)
    if channel is not None:
        label = clip(pgettext("button", "Digest time for #{channel}…", channel=channel), BUTTON_TEXT)
    return button(label, f"paperboy:set:{DIGESTS.item}:{destination_id}")


def _form_button_label(form: Form) -> str:
    """Return the label of a button that opens a form."""
    # NOTE: {name} is the name of a form, such as Digest time
    return pgettext("button", "{name}…", name=gettext(form.name))


def _upcoming(upcoming: Upcoming) -> Iterator[str]:
    """Yield lines on the next digest, the pending papers and the paused subscriptions."""
    if upcoming.next_digest is not None:
        yield gettext("Next digest: {time}", time=discord.utils.format_dt(upcoming.next_digest, "f"))
    if upcoming.waiting:
        yield gettext("Pending papers: {number}", number=upcoming.waiting)
    if upcoming.paused:
        names = [shown_name(subscription) for subscription in upcoming.paused]
        # NOTE: {subscriptions} are names of subscriptions
        yield gettext("Paused: {subscriptions}", subscriptions=some_of(names[:_MAX_NAMED], len(names)))


def value_of(entry: Menu | RoleMenu | Switch | Form, chosen: Preferences, times: DigestTimes) -> str:
    """Return the chosen value in words."""
    match entry:
        case Menu():
            return next((option.label for option in entry.options(chosen) if option.chosen), "")
        case RoleMenu():
            role_id = _role_of(entry, chosen)
            return f"<@&{role_id}>" if role_id else gettext(entry.placeholder)
        case Switch():
            (setting,) = settings_of_entry(entry.item)
            return on_or_off(setting.of(chosen))
        case Form():
            return entry.summary(chosen, times)
        case _:
            assert_never(entry)


def _entry(entry: Menu | RoleMenu | Switch | Form, settings: ChannelSettings, upcoming: Upcoming) -> Entry:
    """Return a setting's name over its menu, or over its value with a button beside them."""
    name, value = f"**{gettext(entry.name)}**", value_of(entry, settings.chosen, settings.schedule.times)
    if isinstance(entry, Menu | RoleMenu):
        menu = _menu(entry, settings, value) if isinstance(entry, Menu) else _role_menu(entry, settings)
        return Entry(text=name, brief=name, row=[menu])
    if isinstance(entry, Form):
        label, about = _form_button_label(entry), ""
        if entry is DIGESTS and upcoming.next_digest is None:
            about = gettext("No active subscription uses a digest. Change delivery in `/alerts list`.")
    else:
        (setting,) = settings_of_entry(entry.item)
        label = pgettext("button", "Turn off") if setting.of(settings.chosen) else pgettext("button", "Turn on")
        about = entry.about and gettext(entry.about)
    text = "\n".join(filter(None, (name, value, about and f"{SMALL_PRINT}{about}")))
    return Entry(text=text, brief=text, button=button(label, _custom_id(entry.item, settings)))


def _entries(settings: ChannelSettings) -> Iterator[Menu | RoleMenu | Switch | Form]:
    """Yield the entries that the destination supports."""
    for entry in entries():
        in_text_channels_only = isinstance(entry, Switch) and entry.in_text_channels_only
        in_servers_only = isinstance(entry, RoleMenu)
        if in_text_channels_only and settings.destination.kind is not Kind.CHANNEL:
            continue
        if not in_servers_only or settings.destination.guild_id is not None:
            yield entry


def _menu(entry: Menu, settings: ChannelSettings, chosen: str) -> Item:
    return discord.ui.Select(
        custom_id=_custom_id(entry.item, settings),
        # Some clients do not redraw a changed menu and show its placeholder instead
        placeholder=chosen or None,
        options=[
            discord.SelectOption(
                label=option.label, value=option.text, description=option.details or None, default=option.chosen
            )
            for option in entry.options(settings.chosen)
        ],
    )


def _role_of(entry: RoleMenu, chosen: Preferences) -> int | None:
    """Return the id of the role chosen in a menu; None if none is."""
    (setting,) = settings_of_entry(entry.item)
    return setting.of(chosen)


def _role_menu(entry: RoleMenu, settings: ChannelSettings) -> Item:
    role_id = _role_of(entry, settings.chosen)
    chosen = [discord.SelectDefaultValue(id=role_id, type=discord.SelectDefaultValueType.role)] if role_id else []
    return discord.ui.RoleSelect(
        custom_id=_custom_id(entry.item, settings),
        placeholder=gettext(entry.placeholder),
        min_values=0,
        default_values=chosen,
    )


def _custom_id(item: str, settings: ChannelSettings) -> str:
    return f"paperboy:set:{item}:{settings.destination.id}"


def warnings(guild: discord.Guild | None, settings: ChannelSettings) -> Iterator[str]:
    """Yield warnings about chosen settings without effect, from cached data; none for a DM."""
    channel = guild.get_channel_or_thread(settings.destination.id) if guild else None
    if guild is None or channel is None:
        return
    if trouble := mention_warning(guild, channel.id, settings.chosen.role_id):
        yield trouble
    likes_role = settings.chosen.likes_role_id
    if likes_role is not None and guild.get_role(likes_role) is None:
        yield gettext("The role whose likes count was deleted. Choose another one.")
    if not settings.chosen.thread_per_alert or isinstance(channel, discord.Thread):
        return
    if isinstance(channel, discord.VoiceChannel):
        yield gettext("Voice channels have no threads.")
    elif not channel.permissions_for(guild.me).create_public_threads:
        yield gettext("To let me create threads, grant me Create Public Threads.")
