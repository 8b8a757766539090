"""What an import did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.language.formats import listed
from bot.language.translating import gettext, ngettext, npgettext, pgettext
from bot.text.safe import clip

if TYPE_CHECKING:
    from bot.service.alerts_file.imports import Done

_LINES = 20


def imported_text(done: Done) -> str:
    """What was done, counted, and what could not be done."""
    if done.is_nothing:
        return _with_troubles(gettext("Nothing was imported."), done)
    # NOTE: {changes} is such a list as "added 3 subscriptions, changed 1 subscription"
    return _with_troubles(gettext("Imported: {changes}.", changes=_counted(done)), done)


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


def _with_troubles(text: str, done: Done) -> str:
    shown = [f"⚠️ {trouble}" for trouble in done.troubles[:_LINES]]
    if more := len(done.troubles) - len(shown):
        # NOTE: the last line of a list of mistakes in a file
        shown.append(ngettext("… and {number} more.", "… and {number} more.", more))
    return clip("\n".join([text, *shown]), MESSAGE_LENGTH)
