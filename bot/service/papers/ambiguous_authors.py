"""Ask which author a query means if its initials fit several: "J. Wang" fits Jing Wang and Jun Wang."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.language.formats import either, number
from bot.language.translating import gettext
from bot.query.analysis.names import forms_of_name, has_initials
from bot.query.fields import NAMES_OF_PEOPLE
from bot.query.paper_view import PaperView
from bot.query.syntax.tree import TextTerm, leaves
from bot.text.safe import safe

if TYPE_CHECKING:
    from bot.query import Query
    from bot.service.papers.archive import Archive

_MAX_PAPERS = 100  # that are read for their authors
_MAX_PEOPLE = 5  # that are named
_NAME_LENGTH = 80  # characters


async def question_about_author(archive: Archive, query: Query) -> str:
    """Return the question which person is meant; "" unless initials fit several.

    It names up to 5 people, with their number of papers among the newest 100 of that name. Raises NotReadyError.
    """
    for leaf, excluded in leaves(query.tree):
        is_name = isinstance(leaf, TextTerm) and leaf.field in NAMES_OF_PEOPLE and has_initials(leaf.any_of)
        if excluded or not is_name:
            continue
        found = await archive.past.find(leaf.canonical, since=date.min, most=_MAX_PAPERS)
        names = Counter(
            name
            for seen in await archive.in_order(found.ids)
            for name in seen.paper.authors
            if leaf.holds(PaperView(replace(seen.paper, authors=(name,)), seen.signals))
            and not has_initials(forms_of_name(name))
        )
        if len(names) > 1:
            people = [
                f"**{safe(name, _NAME_LENGTH)}** ({number(papers)})"
                for name, papers in names.most_common(_MAX_PEOPLE)
            ]
            return gettext("Did you mean {words}?", words=either(people))
    return ""
