"""What is said when a draft was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code import inline_code
from bot.domain.schedule import digest_modes
from bot.language.formats import sentences
from bot.language.translating import gettext
from cogs.settings.panel import digest_hint
from cogs.shared.lines import paused_how_long, shown_name

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.subscriptions import Draft


def saved_text(draft: Draft, saved: Subscription, when: str, quiet: str) -> str:
    """Where its alerts go from now on, `when`, and how to see one; `quiet` is the sentence on quiet hours.

    What is paused stays so, which is said instead.
    """
    places = {
        "id": inline_code(saved.id),
        "subscription": shown_name(saved),
        "channel": f"<#{saved.destination_id}>",
        "when": when,
    }
    if saved == draft.replaces:
        unchanged = gettext("Nothing was changed.")
        return sentences(unchanged, paused_how_long(saved)) if saved.paused else unchanged
    if draft.replaces is None:
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        done = gettext("Saved as {id} {subscription}: from now on alerts go to {channel} {when}.", **places)
    elif saved.paused:
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        done = gettext(
            "Changed {id} {subscription}: it stays paused, and alerts go to {channel} {when} after that.", **places
        )
        return sentences(done, paused_how_long(saved))
    else:
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        done = gettext("Changed {id} {subscription}: from now on alerts go to {channel} {when}.", **places)
    times = digest_hint() if saved.mode in digest_modes() else ""
    return sentences(done, quiet, times, gettext("`/alerts test` shows how an alert looks there."))
