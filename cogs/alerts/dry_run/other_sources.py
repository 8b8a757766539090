"""Sources that have matches and are not listened to: they are named, and a press adds one to the draft."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.listening import LISTS
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import parse
from bot.service.subscriptions.chosen_sources import SourceChoiceError, stored
from bot.text.safe import clean, clip, safe
from cogs.alerts.dry_run.rates import TITLE, a_day

if TYPE_CHECKING:
    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.service.papers.preview import Preview, Share
    from bot.service.subscriptions.subscriptions import Draft

HEAR: Final = r"hear-[0-9a-f]{4}"  # the button's action; names of sources are too long for a custom_id
_BUTTONS = 4
_NAMED = 8  # sources


def add_unheard(embed: discord.Embed, preview: Preview) -> None:
    """Which sources have further matches, and that a press adds them."""
    shares = _busiest_first(preview)
    if not shares:
        return
    first, *others = shares
    told = _several(shares) if others else _only(first)
    embed.add_field(name=gettext("Further sources"), value=told, inline=False)


def hear_buttons(preview: Preview) -> list[tuple[str, str]]:
    """The action and the label of each button."""
    return [
        (_action(share.name), _label(clip(clean(share.title), TITLE)))
        for share in _busiest_first(preview)[:_BUTTONS]
    ]


def heard_with(draft: Draft, action: str, catalogue: Catalogue) -> Draft:
    """The draft that listens to the source of that button, too. Raises SourceChoiceError where it is not read."""
    name = next((spec.name for spec in catalogue.streams if _action(spec.name) == action), None)
    if name is None:
        raise SourceChoiceError(gettext("That source is not read here any more, so nothing was added."))
    sources = stored([*(draft.listens or (LISTS,)), name], catalogue)
    return replace(draft, sources=sources, query=parse(draft.query.canonical, catalogue.listening(sources)))


def _busiest_first(preview: Preview) -> list[Share]:
    return sorted(preview.unheard, key=lambda share: -share.per_day)


def _action(name: str) -> str:
    return f"hear-{hashlib.blake2b(name.encode(), digest_size=2).hexdigest()}"


def _label(source: str) -> str:
    # NOTE: adds a source of papers, such as arXiv; with a name of 40 characters at most 80
    return pgettext("button", "Also from {source}", source=source)


def _only(share: Share) -> str:
    source = safe(share.title, TITLE)
    # NOTE: {button} is the label of the button below, "Also from arXiv"
    return gettext(
        "**{source}** has matches, too: about {rate} a day. This subscription does not listen to it; the button "
        "*{button}* adds it.",
        source=source,
        rate=a_day(share.per_day),
        button=_label(source),
    )


def _several(shares: list[Share]) -> str:
    lines = [gettext("These have matches, too, but this subscription does not listen to them:")]
    lines += [
        # NOTE: a line of a list of sources of papers
        gettext("• **{source}**: about {rate} a day", source=safe(share.title, TITLE), rate=a_day(share.per_day))
        for share in shares[:_NAMED]
    ]
    if (more := len(shares) - _NAMED) > 0:
        # NOTE: the last line of a list of sources of papers
        lines.append(f"• {ngettext('and {number} more source', 'and {number} more sources', more)}")
    lines.append(gettext("Each button below adds one of them."))
    return "\n".join(lines)
