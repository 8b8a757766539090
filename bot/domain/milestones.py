"""What a paper may reach after it was posted that is worth showing in its post."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.paper import Sighting

UPVOTES = (50, 100, 200)
GONE = "gone"  # not a paper's: the post cannot be edited any more


def milestones(sighting: Sighting) -> tuple[str, ...]:
    """All that a paper has reached so far, of `upvotes:50`, `upvotes:100`, `upvotes:200`, `code`, `project`."""
    links = sighting.paper.links
    reached = [f"upvotes:{count}" for count in UPVOTES if sighting.signals.upvotes >= count]
    gained = [name for name, link in (("code", links.code), ("project", links.project)) if link]
    return (*reached, *gained)
