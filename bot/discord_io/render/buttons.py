"""Buttons and menus under what is posted about papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from bot.discord_io.render import paper_text
from bot.discord_io.render.custom_ids import (
    FOLLOW,
    abstract_custom_id,
    abstracts_custom_id,
    paper_custom_id,
    paper_key,
)
from bot.discord_io.render.optional import optional
from bot.domain.alert import is_requested, subscription_of_test
from bot.domain.discord.limits import BUTTONS, OPTION_TEXT, OPTIONS
from bot.domain.identity import address_of
from bot.language.translating import gettext, pgettext
from bot.text.graphemes import units
from bot.text.safe import clean, safe_url
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Item
    from bot.domain.paper import Paper

Json: TypeAlias = "dict[str, Any]"

_ROW, _BUTTON, _SELECT = 1, 2, 3  # component types
_SECONDARY, _LINK = 2, 5  # button styles
_LAST = 5  # authors


@optional(None)
def page(paper: Paper) -> str | None:
    """The address under a paper's title; None when no source gave one that can be trusted."""
    return safe_url(paper.links.page) or safe_url(paper.links.abstract)


def card_rows(paper: Paper, marker: str) -> list[Json]:
    """Page, PDF, Code, Project and the other version; Abstract, which carries `marker`, Similar and Tune.

    A card that somebody asked for has no Tune. Each address once, in one row where they fit; else what leads away
    comes above what answers here.
    """
    away = _leading(paper)[:BUTTONS]
    here = [_abstract(paper, marker), *about(paper, marker)]
    rows = [[*away, *here]] if len(away) + len(here) <= BUTTONS else [away, here]
    return [{"type": _ROW, "components": row} for row in rows]


def compact_row(paper: Paper, marker: str) -> Json:
    """PDF, Code, Abstract, which carries `marker`, Tune: the title is the page, the rest is under abstracts."""
    away = _leading(paper, ("pdf", "code"))
    return {"type": _ROW, "components": [*away, _abstract(paper, marker), *_tune(paper, marker)]}


def _leading(paper: Paper, parts: Sequence[str] = ()) -> list[Json]:
    """A button away from Discord for each of these parts, or of all, each address that can be trusted once."""
    labels = {
        "page": pgettext("button", "Page"),
        "pdf": "PDF",
        "code": pgettext("button", "Code"),
        "project": pgettext("button", "Project"),
        "published": pgettext("button", "Journal"),
        "preprint": pgettext("button", "Preprint"),
    }
    buttons: dict[str, Json] = {}
    for part in parts or labels:
        if url := address(paper, part):
            buttons.setdefault(url, {"type": _BUTTON, "style": _LINK, "label": labels[part], "url": url})
    return list(buttons.values())


@optional(None)
def address(paper: Paper, part: str) -> str | None:
    """The address of a part of a paper (a link or its other version); None without a trusted one."""
    if part == "page":
        return page(paper)
    if part in ("published", "preprint"):
        return safe_url(address_of(getattr(paper, part) or ""))
    return safe_url(getattr(paper.links, part))


def _abstract(paper: Paper, marker: str) -> Json:
    return _button(pgettext("button", "Abstract"), abstract_custom_id(paper.id, marker))


def about(paper: Paper, marker: str) -> list[Json]:
    """Similar and Tune under a post with this marker."""
    return [_button(pgettext("button", "Similar"), paper_custom_id("similar", paper.id)), *_tune(paper, marker)]


def _tune(paper: Paper, marker: str) -> list[Json]:
    """Tune under a post with this marker, of the subscription that it tests, if it does.

    Where somebody asked for the card, no subscription brought the paper, and there is none to tune.
    """
    if is_requested(marker):
        return []
    # NOTE: changes the subscription that brought the paper: leaves out a word, raises the bar, pauses it
    return [_button(pgettext("button", "Tune"), paper_custom_id("tune", paper.id, subscription_of_test(marker)))]


def about_rows(paper: Paper, marker: str) -> list[Json]:
    """Under the abstract of a post with this marker: Similar, Tune, Why, and two ways to subscribe."""
    first, *others = further_rows(paper, subscription_of_test(marker))
    return [{**first, "components": [*about(paper, marker), *first["components"]]}, *others]


def further_rows(paper: Paper, tested: str | None = None) -> list[Json]:
    """The further buttons of a card that somebody asked for: Why, and two ways to subscribe."""
    # NOTE: a button under an abstract: which subscription brought the paper here, and by which words
    why = _button(pgettext("button", "Why?"), paper_custom_id("why", paper.id, tested))
    # NOTE: a button: 80 characters at most
    more = _button(pgettext("button", "Subscribe to more like this"), paper_custom_id("more", paper.id))
    rows: list[Json] = [{"type": _ROW, "components": [why, more]}]
    if authors := _followed(paper):
        menu = {
            "type": _SELECT,
            "custom_id": FOLLOW,
            "placeholder": gettext("Follow an author"),
            "options": [{"label": author, "value": author} for author in authors],
        }
        rows.append({"type": _ROW, "components": [menu]})
    return rows


def _followed(paper: Paper) -> list[str]:
    """The authors that a menu can hold, each once: of many the first and the last, who lead most work.

    A name without a letter, such as a stray "#" or "1.", cannot be looked for.
    """
    read = (unicode_text(author[: OPTION_TEXT * 8]) for author in paper.authors)
    names = dict.fromkeys(name for author in read if (name := clean(author)))
    short = [name for name in names if units(name) <= OPTION_TEXT and any(map(str.isalpha, name))]
    return short if len(short) <= OPTIONS else [*short[: OPTIONS - _LAST], *short[-_LAST:]]


def _button(label: str, custom_id: str) -> Json:
    return {"type": _BUTTON, "style": _SECONDARY, "label": label, "custom_id": custom_id}


def digest_row(items: Sequence[Item], marker: str) -> Json:
    """A menu of the papers whose abstract can be read; it carries `marker`, its values are paper keys."""
    options = {paper_key(item.sighting.paper.id): _option(item.sighting.paper) for item in items}
    menu = {
        "type": _SELECT,
        "custom_id": abstracts_custom_id(marker),
        "placeholder": gettext("Read an abstract"),
        "options": list(options.values()),
    }
    return {"type": _ROW, "components": [menu]}


def _option(paper: Paper) -> Json:
    option = {"label": paper_text.plain_title(paper, OPTION_TEXT), "value": paper_key(paper.id)}
    author = paper_text.first_author(paper, OPTION_TEXT)
    return {**option, "description": author} if author else option
