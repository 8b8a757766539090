"""Asking for papers that are not stored, while a person waits for the answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.discord_io.render.paper_text import identity
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.identity import address_of
from bot.language.formats import either, listed, sentences
from bot.language.translating import gettext, ngettext
from bot.text.safe import clip, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.service.papers import PaperServices
    from bot.service.papers.lookups import Answer

_ID = 100


async def looked_up(
    interaction: discord.Interaction, papers: PaperServices, paper_ids: Sequence[str]
) -> dict[str, Answer]:
    """Each paper, or why there is none; when it takes longer, the answer that was deferred before says so."""
    asking = asyncio.ensure_future(papers.lookups.find_all(paper_ids, interaction.user.id))
    done, _ = await asyncio.wait({asking}, timeout=papers.lookups.patience)
    if not done:
        patience = gettext("I am asking for that, which takes longer than usual: the answer comes here.")
        await interaction.edit_original_response(content=patience)
    return await asking


def trouble_of(paper_id: str, answer: Answer, papers: PaperServices) -> str:
    """Why there is no paper: what was tried, and what can be done."""
    if answer.askable:
        return answer.trouble
    stored = ngettext(
        "I only know papers that my sources brought in the last {number} day.",
        "I only know papers that my sources brought in the last {number} days.",
        papers.days,
    )
    if others := papers.lookups.source_titles(paper_id):
        # NOTE: {sources} are names such as arXiv
        asked = gettext(
            "This demo knows its sample papers only. On a real server I would fetch this one from {sources}.",
            sources=either(others),
        )
    else:
        # NOTE: {sources} are names such as arXiv; a journal has a feed (RSS) that a host can configure
        asked = gettext(
            "None of the sources that I can ask for a paper ({sources}) has such numbers. If its journal has a "
            "feed, whoever hosts me can add it, and I will know its papers from then on.",
            sources=listed(papers.lookups.source_titles()),
        )
    return sentences(stored, asked)


def not_found(paper_id: str, answer: Answer, papers: PaperServices) -> str:
    """Say that the paper was not found, why, and where to read it."""
    missing = gettext("I do not have {paper}.", paper=shown(paper_id))
    told = sentences(missing, trouble_of(paper_id, answer, papers), readable(paper_id))
    return clip(told, MESSAGE_LENGTH)


def readable(paper_id: str) -> str:
    """A sentence with the address of a paper, without a preview; "" if its identity gives none."""
    url = address_of(paper_id)
    return gettext("Try this page: {url}", url=f"<{url}>") if url else ""


def named(paper_id: str) -> str:
    """An identity with its address, where Discord shows no preview of it."""
    url = address_of(paper_id)
    return f"{shown(paper_id)} (<{url}>)" if url else shown(paper_id)


def shown(paper_id: str) -> str:
    """An identity as people write it."""
    return safe(identity(paper_id), _ID)
