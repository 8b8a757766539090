"""Short texts about added sources: titles, addresses without secrets, previews. All are untrusted input."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.render.paper_text import DOT
from bot.domain.discord.limits import DESCRIPTION, TITLE
from bot.domain.errors import PaperboyError
from bot.language.formats import decimal, some_of
from bot.language.translating import gettext, gettext_noop
from bot.text.safe import clean, clip, safe
from cogs.shared.lines import example_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.added_source import AddedSource
    from bot.domain.ports import StreamPart

_TITLE_LENGTH = 100  # characters
_ADDRESS_LENGTH = 100  # characters
_MAX_NAMED = 10  # sources
_PAPERS_LENGTH = DESCRIPTION - 300  # which leaves room for the address and the rate
_IN_PREVIEW = 5  # papers
_DAY = timedelta(days=1)
_WHOLE_FROM = 10  # papers a day from which on they are shown without a fraction


def shown_title(source: AddedSource) -> str:
    """Return the title in bold."""
    return f"**{safe(source.title, _TITLE_LENGTH)}**"


def shown_titles(sources: Sequence[AddedSource]) -> str:
    """Return the first titles, and how many more there are."""
    return some_of([shown_title(source) for source in sources[:_MAX_NAMED]], len(sources))


def unknown_source(name: str) -> PaperboyError:
    """Return the error for a source that the server or person does not have."""
    text = gettext("There is no source “{name}” here. See `/sources list`.", name=safe(name, _TITLE_LENGTH))
    return PaperboyError(text)


def plain_address(address: str) -> str:
    """Return the address without scheme, query and fragment, as people may keep a secret there."""
    scheme, _, rest = address.partition("://")
    if scheme not in {"http", "https"}:
        return clip(clean(address), _ADDRESS_LENGTH)
    path, *hidden = re.split(r"[?#]", rest, maxsplit=1)
    return clip(clean(path), _ADDRESS_LENGTH) + ("?…" if hidden else "")


def source_preview(source: AddedSource, part: StreamPart) -> discord.Embed:
    """Return the embed of a preview: the title, the address, how many papers a day, and the newest papers."""
    facts = [inline_code(plain_address(source.address))]
    if part.span is not None:  # else it is unknown, as of a feed without dates
        a_day = len(part.announced) / max(part.span / _DAY, 1)
        # NOTE: how many papers a source has, on average; {rate} can be 1.3
        text = gettext_noop("{rate} papers a day")
        if a_day < 1:
            a_day *= 7
            # NOTE: how many papers a source has, on average; {rate} can be 0.3
            text = gettext_noop("{rate} papers a week")
        facts.append(gettext(text, rate=decimal(a_day, 0 if a_day >= _WHOLE_FROM else 1)))
    papers = example_lines(part.announced[:_IN_PREVIEW], _PAPERS_LENGTH) or gettext(
        "It has no papers at the moment."
    )
    embed = discord.Embed(title=safe(source.title, TITLE), description=f"{DOT.join(facts)}\n\n{papers}")
    return embed.set_footer(text=gettext("Expires in 15 minutes"))
