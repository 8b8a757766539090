"""Buttons and menus under posts about papers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.discord_io.render import paper_text
from bot.discord_io.render.custom_ids import (
    FOLLOW_ID,
    MARK_PATTERN,
    abstract_custom_id,
    abstract_menu_custom_id,
    paper_custom_id,
    paper_key,
)
from bot.discord_io.render.optional_parts import default_on_error
from bot.domain.alert import is_requested, subscription_of_test
from bot.domain.discord.limits import BUTTONS, OPTION_TEXT, OPTIONS
from bot.domain.identity import address_of
from bot.language.translating import gettext, pgettext
from bot.text.graphemes import utf16_length
from bot.text.safe import clean, safe_url
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.domain.alert import Item
    from bot.domain.paper import Paper

Json: TypeAlias = "dict[str, Any]"

_ROW_TYPE, _BUTTON_TYPE, _SELECT_TYPE = 1, 2, 3  # component types
_SECONDARY_STYLE, _SUCCESS_STYLE, _LINK_STYLE = 2, 3, 5  # button styles
_LAST_AUTHORS = 5


@default_on_error(None)
def page_url(paper: Paper) -> str | None:
    """Return the address of a paper's page; None when no source gave a safe one."""
    return safe_url(paper.links.page) or safe_url(paper.links.abstract)


def card_row(paper: Paper, marker: str) -> Json:
    """Return the row under a card: PDF, Code, Journal, Abstract (with `marker`), Tune. The abstract has more."""
    abstract = _button(pgettext("button", "Abstract"), abstract_custom_id(paper.id, marker))
    return _row(*_link_buttons(paper, "pdf", "code", "published"), abstract, *_tune_button(paper, marker))


def _row(*components: Json) -> Json:
    return {"type": _ROW_TYPE, "components": list(components)}


def _link_buttons(paper: Paper, *parts: str) -> list[Json]:
    """Return a link button for each of these parts, each safe address once."""
    labels = link_labels()
    buttons: dict[str, Json] = {}
    for part in parts:
        if url := link_url(paper, part):
            buttons.setdefault(
                url, {"type": _BUTTON_TYPE, "style": _LINK_STYLE, "label": labels[part], "url": url}
            )
    return list(buttons.values())


def link_labels() -> dict[str, str]:
    """Return the label of each part with a button, by its name for `link_url`, in the current language."""
    return {
        "page": pgettext("button", "Paper page"),
        "pdf": "PDF",
        "code": pgettext("button", "Code"),
        "project": pgettext("button", "Project"),
        "published": pgettext("button", "Journal"),
        "preprint": pgettext("button", "Preprint"),
    }


@default_on_error(None)
def link_url(paper: Paper, part: str) -> str | None:
    """Return the address of a part of a paper; None if it has no safe one.

    The part is a field of its links, or its other version: `published` or `preprint`.
    """
    if part == "page":
        return page_url(paper)
    if part in ("published", "preprint"):
        return safe_url(address_of(getattr(paper, part) or ""))
    return safe_url(getattr(paper.links, part))


def _tune_button(paper: Paper, marker: str) -> list[Json]:
    """Return Tune for a post with this marker; under a test post it is about the tested subscription.

    A card made by a lookup matched no subscription, so it has no Tune.
    """
    if is_requested(marker):
        return []
    # NOTE: edits the subscription that the paper matched: excludes a word, raises the minimum upvotes, pauses it
    return [_button(pgettext("button", "Tune"), paper_custom_id("tune", paper.id, subscription_of_test(marker)))]


def abstract_rows(paper: Paper, marker: str) -> list[Json]:
    """Return the rows under an abstract: links, Similar, Tune, and all that `subscribe_rows` has.

    Up to five buttons are one row; more are two rows, links first.
    """
    links = _link_buttons(paper, "page", "project", "published", "preprint")
    similar = _button(pgettext("button", "Similar"), paper_custom_id("similar", paper.id))
    first, *others = subscribe_rows(paper, subscription_of_test(marker))
    presses = [similar, *_tune_button(paper, marker), *first["components"]]
    rows = [[*links, *presses]] if len(links) + len(presses) <= BUTTONS else [links, presses]
    return [*(_row(*row) for row in rows), *others]


def subscribe_rows(paper: Paper, tested: str | None = None) -> list[Json]:
    """Return two or three rows: Why and Subscribe; Like, Not for me, Save and Cite; and a menu of authors, if any.

    Under a test post, Why is about the subscription `tested`.
    """
    # NOTE: a button under an abstract: which subscription the paper matched, and by which words
    why = _button(pgettext("button", "Why?"), paper_custom_id("why", paper.id, tested))
    # NOTE: a button: 80 characters at most
    more = _button(pgettext("button", "Subscribe to more like this"), paper_custom_id("more", paper.id))
    # NOTE: a button: "I don't like papers such as this one"
    dislike = pgettext("button", "Not for me")
    # NOTE: a button under a paper: its entry for a bibliography
    cite = pgettext("button", "Cite")
    signs = {
        "like:yes": ("👍", pgettext("button", "Like")),
        "like:no": ("👎", dislike),
        "save": ("🔖", pgettext("button", "Save")),
        "cite": ("📝", cite),
    }
    marks = [
        {**_button(label, paper_custom_id(name, paper.id)), "emoji": {"name": sign}}
        for name, (sign, label) in signs.items()
    ]
    rows = [_row(why, more), _row(*marks)]
    if authors := _followable_authors(paper):
        menu = {
            "type": _SELECT_TYPE,
            "custom_id": FOLLOW_ID,
            "placeholder": gettext("Follow an author"),
            "options": [{"label": author, "value": author} for author in authors],
        }
        rows.append(_row(menu))
    return rows


def with_marks(components: Sequence[Json], marks: Collection[str]) -> list[Json]:
    """Return the rows of one paper with these of `like:yes`, `like:no` and `save` pressed, and the others not."""
    changed = [dict(component) for component in components]
    for component in changed:
        if "components" in component:
            component["components"] = with_marks(component["components"], marks)
        elif match := re.fullmatch(MARK_PATTERN, component.get("custom_id", "")):
            is_pressed = match["mark"] in marks
            component["style"] = _SUCCESS_STYLE if is_pressed else _SECONDARY_STYLE
            if match["mark"] == "save":
                component["label"] = pgettext("button", "Saved") if is_pressed else pgettext("button", "Save")
    return changed


def _followable_authors(paper: Paper) -> list[str]:
    """Return the authors for a menu, each once: all, or if they are too many, the first ones and the last five.

    The last authors lead most work. A name without a letter, such as a stray "#" or "1.", cannot be searched for,
    and one that is too long fits no option: both are left out.
    """
    # TeX can be several times as long as the name that it shows.
    readable = (unicode_text(author[: OPTION_TEXT * 8]) for author in paper.authors)
    names = dict.fromkeys(name for author in readable if (name := clean(author)))
    usable = [name for name in names if utf16_length(name) <= OPTION_TEXT and any(map(str.isalpha, name))]
    return usable if len(usable) <= OPTIONS else [*usable[: OPTIONS - _LAST_AUTHORS], *usable[-_LAST_AUTHORS:]]


def _button(label: str, custom_id: str) -> Json:
    return {"type": _BUTTON_TYPE, "style": _SECONDARY_STYLE, "label": label, "custom_id": custom_id}


def digest_row(items: Sequence[Item], marker: str) -> Json:
    """Return a row with a menu of abstracts to read; it carries `marker`, and its values are paper keys."""
    menu = {
        "type": _SELECT_TYPE,
        "custom_id": abstract_menu_custom_id(marker),
        "placeholder": gettext("Read an abstract"),
        "options": paper_options(item.sighting.paper for item in items),
    }
    return _row(menu)


def paper_options(papers: Iterable[Paper]) -> list[Json]:
    """Return the options of a menu of papers; their values are paper keys."""
    options: dict[str, Json] = {}
    for paper in papers:
        key = paper_key(paper.id)
        options[key] = {"label": paper_text.plain_title(paper, OPTION_TEXT), "value": key}
        if author := paper_text.first_author(paper, OPTION_TEXT):
            options[key]["description"] = author
    return list(options.values())
