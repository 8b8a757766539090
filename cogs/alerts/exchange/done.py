"""What an import did, and what Undo did of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord.utils import format_dt

from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.language.formats import listed, sentences
from bot.language.translating import gettext, gettext_noop, ngettext, npgettext, pgettext
from bot.text.safe import clip

if TYPE_CHECKING:
    from bot.service.alerts_file.imported import Done

UNDO_PATTERN: Final = r"paperboy:import-undo:(?P<key>[0-9a-f]{16})"
_LINES = 20


def imported_text(done: Done) -> str:
    """What was done, counted, and what could not be done."""
    if done.is_nothing:
        return _with_troubles(gettext("Nothing was imported."), done)
    # NOTE: {changes} is such a list as "added 3 subscriptions, changed 1 subscription"
    told = gettext("Imported: {changes}.", changes=_counted(done))
    return _with_troubles(sentences(told, gettext("Undo works for an hour.")), done)


def told_later(done: Done, moment: str) -> str:
    """What was done at that moment, in a line."""
    # NOTE: {moment} is a time of day; {changes} is such a list as "added 3 subscriptions, changed 1 subscription"
    return gettext("Imported at {moment}: {changes}.", moment=moment, changes=_counted(done))


def _counted(done: Done) -> str:
    # NOTE: in a list such as "added 3 subscriptions, changed 1 subscription and the settings of 1 channel"
    counted = (
        (
            done.added,
            npgettext("import", "added {number} subscription", "added {number} subscriptions", done.added),
        ),
        (done.changed or done.channels, _changed(done)),
        (
            done.ended,
            npgettext("import", "ended {number} subscription", "ended {number} subscriptions", done.ended),
        ),
    )
    return listed([text for number, text in counted if number])


def _changed(done: Done) -> str:
    """Of subscriptions and settings, whichever were changed."""
    if done.changed and done.channels:
        # NOTE: {subscriptions} is "2 subscriptions", {settings} "the settings of 1 channel"
        return pgettext("import", "changed {subscriptions} and {settings}", **_subscriptions_and_settings(done))
    if done.channels:
        return npgettext(
            "import",
            "changed the settings of {number} channel",
            "changed the settings of {number} channels",
            done.channels,
        )
    return npgettext("import", "changed {number} subscription", "changed {number} subscriptions", done.changed)


def _subscriptions_and_settings(done: Done) -> dict[str, str]:
    """What stands in a sentence about both."""
    return {
        # NOTE: stands where a sentence tells what an import changed
        "subscriptions": npgettext("import", "{number} subscription", "{number} subscriptions", done.changed),
        # NOTE: stands where a sentence tells what an import changed
        "settings": npgettext(
            "import", "the settings of {number} channel", "the settings of {number} channels", done.channels
        ),
    }


def undone_text(done: Done) -> str:
    """What of an import was taken back, what is posted for that, and what stays."""
    if done.is_nothing:
        yet, none = gettext("Nothing was undone yet."), gettext("Nothing of that import was left to undo.")
        return _with_troubles(sentences(yet, _rest(done)) if done.key else none, done)
    told = _only_undone(done) if done.only else _undone(done)
    posted = ngettext(
        "{number} paper that waits is posted.", "{number} papers that wait are posted.", done.waiting
    )
    return _with_troubles(sentences(told, posted if done.waiting else "", _rest(done)), done)


def _only_undone(done: Done) -> str:
    """The same of one subscription, by name."""
    name = f"**{done.only}**"
    if done.added:
        # NOTE: a subscription that an import had added
        return gettext("Undone: {subscription}, which was added, has ended.", subscription=name)
    if done.changed:
        return gettext("Undone: {subscription} is as before.", subscription=name)
    return gettext("Undone: {subscription}, which had ended, is back.", subscription=name)


def _undone(done: Done) -> str:
    # NOTE: in a list such as "1 added subscription has ended, 2 subscriptions are as before"
    counted = (
        (
            done.added,
            npgettext(
                "undone",
                "{number} added subscription has ended",
                "{number} added subscriptions have ended",
                done.added,
            ),
        ),
        (done.changed or done.channels, _as_before(done)),
        (
            done.ended,
            npgettext(
                "undone",
                "{number} ended subscription is back",
                "{number} ended subscriptions are back",
                done.ended,
            ),
        ),
    )
    # NOTE: {changes} is a list such as "1 added subscription has ended, 2 subscriptions are as before"
    return gettext("Undone: {changes}.", changes=listed([text for number, text in counted if number]))


def _as_before(done: Done) -> str:
    """Of subscriptions and settings, whichever were changed back."""
    if done.changed and done.channels:
        # NOTE: {subscriptions} is "2 subscriptions", {settings} "the settings of 1 channel"
        return pgettext(
            "undone", "{subscriptions} and {settings} are as before", **_subscriptions_and_settings(done)
        )
    if done.channels:
        return npgettext(
            "undone",
            "the settings of {number} channel are as before",
            "the settings of {number} channels are as before",
            done.channels,
        )
    return npgettext(
        "undone", "{number} subscription is as before", "{number} subscriptions are as before", done.changed
    )


def _rest(done: Done) -> str:
    """Until when what is left can be undone."""
    if done.until is None:
        return ""
    # NOTE: the cause stands on the next line; {time} is a time of day
    told = gettext_noop("Once the cause below is put right, Undo does the rest, until {time}.")
    return gettext(told, time=format_dt(done.until, "t"))


def _with_troubles(text: str, done: Done) -> str:
    shown = [f"⚠️ {trouble}" for trouble in done.troubles[:_LINES]]
    if more := len(done.troubles) - len(shown):
        # NOTE: the last line of a list of mistakes in a file
        shown.append(ngettext("… and {number} more.", "… and {number} more.", more))
    return clip("\n".join([text, *shown]), MESSAGE_LENGTH)


def undo_button(key: str) -> discord.ui.Button[Any]:
    """Takes back what an import did."""
    return discord.ui.Button(label=pgettext("button", "Undo"), custom_id=f"paperboy:import-undo:{key}")
