"""What a change of a subscription does: what its query gains and loses, and what becomes of what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code import inline_code
from bot.discord_io.render.entries import linked_title
from bot.domain.discord.limits import FIELD_VALUE
from bot.domain.schedule import delivery
from bot.language.translating import gettext, ngettext
from bot.service.subscriptions.chosen_sources import in_words
from bot.service.subscriptions.rules import own_name
from bot.text.safe import clip, safe
from cogs.shared.lines import shown_name

if TYPE_CHECKING:
    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.papers.difference import Difference, Some

_QUERY = 250  # characters
_SOURCES = 150


def change_line(difference: Difference | None, days: int) -> str:
    """`9 → 7 papers in 7 days`; nothing where nothing is compared."""
    return _in_a_line(difference, days) if difference else ""


def add_difference(embed: discord.Embed, difference: Difference | None) -> None:
    """The most upvoted of those that a change leaves out and that it adds."""
    if difference is None:
        return
    left_out, added = difference.left_out, difference.added
    for name, some in (
        # NOTE: a heading over papers that another query does not find
        (gettext("Leaves out {number}", number=left_out.total), left_out),
        # NOTE: a heading over papers that another query finds as well
        (gettext("Adds {number}", number=added.total), added),
    ):
        if some.total:
            embed.add_field(name=name, value=clip(_named(some), FIELD_VALUE), inline=False)


def of_what_waits(old: Subscription, new: Subscription, waiting: int) -> str:
    """What becomes of papers that matched before the change and are not posted yet."""
    if old.destination_id != new.destination_id and waiting:
        return ngettext(
            "What matched before and still waits goes there, too: {number} paper.",
            "What matched before and still waits goes there, too: {number} papers.",
            waiting,
        )
    if old.query != new.query:
        return gettext("Papers already waiting are posted only if the new query matches them too.")
    if old.sources != new.sources:
        return gettext("Papers already waiting are posted only if one of these sources has brought them.")
    return ""


def what_changed(old: Subscription, new: Subscription, catalogue: Catalogue) -> list[str]:
    """A line for each thing that a change made another: what it was, and what it is. A name given anew counts."""
    pairs = (
        (inline_code(clip(old.query, _QUERY)), inline_code(clip(new.query, _QUERY))),
        (shown_name(old), shown_name(new)) if own_name(old) or own_name(new) else ("", ""),
        (delivery(old.mode).word, delivery(new.mode).word),
        (f"<#{old.destination_id}>", f"<#{new.destination_id}>"),
        tuple(safe(in_words(one.sources, catalogue), _SOURCES) for one in (old, new)),
    )
    return [f"• {before} → {after}" for before, after in pairs if before != after]


def _in_a_line(difference: Difference, days: int) -> str:
    """The numbers; where both are the same, whether the papers are, too."""
    after = difference.after
    if difference.is_some:
        if after == difference.before:
            # NOTE: a line about the changed query, with no full stop
            return ngettext(
                "**{number}** paper in {days} days as before, but not the same one",
                "**{number}** papers in {days} days as before, but not the same ones",
                after,
                days=days,
            )
        return ngettext(
            "**{before} → {number}** paper in {days} days",
            "**{before} → {number}** papers in {days} days",
            after,
            before=difference.before,
            days=days,
        )
    if not after:
        return gettext("Still no papers in {days} days", days=days)
    return ngettext(
        "Still **{number}** paper in {days} days: the same one",
        "Still **{number}** papers in {days} days: the same ones",
        after,
        days=days,
    )


def _named(some: Some) -> str:
    lines = [f"• {linked_title(example.paper)}" for example in some.examples]
    if more := some.total - len(lines):
        # NOTE: the last line of a list of papers
        lines.append(ngettext("and {number} other", "and {number} others", more))
    return "\n".join(lines)
