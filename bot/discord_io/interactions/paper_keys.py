"""Which paper a custom_id names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.custom_ids import is_digest, paper_key

if TYPE_CHECKING:
    from bot.service.papers.papers import Papers


async def find_paper_id(key: str, papers: Papers) -> str | None:
    """The paper id behind a key of `custom_ids.paper_key`; None when it is a digest of no stored paper's id.

    Also for a key that somebody forged: none that we made holds anything but plain ASCII.
    """
    if not (key.isascii() and key.isprintable()):
        return None
    if not is_digest(key):
        return key
    async for paper_id in papers.ids():
        if paper_key(paper_id) == key:
            return paper_id
    return None
