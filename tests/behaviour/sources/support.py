"""Papers of streams."""

from datetime import timedelta

from bot.domain.paper import Sighting
from tests.support.fakes import DAY, sighting


def streamed(count: int, *, source: str = "arxiv", title: str = "Trees", first: int = 100) -> list[Sighting]:
    """Return papers of yesterday and today."""
    return [
        sighting(f"2511.{first + n:05}", title=title, source=source, day=DAY - timedelta(days=n % 2))
        for n in range(count)
    ]
