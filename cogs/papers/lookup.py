"""Look up papers that are not stored, and say why one cannot be found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.discord_io.render.paper_text import identity
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.identity import address_of
from bot.language.formats import either, joined, sentences
from bot.language.translating import gettext
from bot.text.safe import clip, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.service.papers import PaperServices
    from bot.service.papers.lookups import Answer

_ID_LENGTH = 100  # characters of an identity


async def look_up_papers(
    interaction: discord.Interaction, papers: PaperServices, paper_ids: Sequence[str]
) -> dict[str, Answer]:
    """Return an answer for each paper; if that takes long, the deferred reply says so meanwhile."""
    lookup = asyncio.ensure_future(papers.lookups.find_all(paper_ids, interaction.user.id))
    done, _ = await asyncio.wait({lookup}, timeout=papers.lookups.patience)
    if not done:
        notice = gettext("Still looking. This can take a minute.")
        await interaction.edit_original_response(content=notice)
    return await lookup


def why_missing(paper_id: str, answer: Answer, papers: PaperServices) -> str:
    """Return why a paper is missing: what was tried, and what can be done."""
    if answer.findable:
        return answer.trouble
    if others := papers.lookups.source_titles(paper_id):  # known but without look-ups, as in the demo
        # NOTE: {sources} are names such as arXiv
        return gettext(
            "This demo has only sample papers. A real bot can fetch others from {sources}.", sources=either(others)
        )
    # NOTE: {sources} are names such as arXiv; a journal has a feed (RSS) that a host can configure
    return gettext(
        "I can only fetch papers from {sources}. If this paper is from a journal, the person who runs this bot can"
        " add its feed.",
        sources=joined(papers.lookups.source_titles()),
    )


def not_found_text(paper_id: str, answer: Answer, papers: PaperServices) -> str:
    """Say that the paper was not found, why, and where to read it."""
    missing = gettext("I don't have {paper}.", paper=identity_text(paper_id))
    text = sentences(missing, why_missing(paper_id, answer, papers), where_to_read(paper_id))
    return clip(text, MESSAGE_LENGTH)


def where_to_read(paper_id: str) -> str:
    """Return a sentence with a paper's address, without a preview; "" if its identity gives none."""
    url = address_of(paper_id)
    return gettext("Link: {url}", url=f"<{url}>") if url else ""


def identity_with_link(paper_id: str) -> str:
    """Return an identity with its address, which Discord does not preview."""
    url = address_of(paper_id)
    return f"{identity_text(paper_id)} (<{url}>)" if url else identity_text(paper_id)


def identity_text(paper_id: str) -> str:
    """Return an identity as people write it."""
    return safe(identity(paper_id), _ID_LENGTH)
