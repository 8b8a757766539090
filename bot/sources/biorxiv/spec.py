"""What bioRxiv and medRxiv are, and where they are asked: all that a host needs of them unless it reads them."""

from __future__ import annotations

from datetime import timedelta

from yarl import URL

from bot.domain.ports import Gives, SourceKind, SourceSpec
from bot.sources.biorxiv.subjects import BIORXIV_SUBJECTS, MEDRXIV_SUBJECTS


def _spec(title: str, colour: int, subjects: tuple[str, ...]) -> SourceSpec:
    return SourceSpec(
        name=title.lower(),
        title=title,
        colour=colour,
        kind=SourceKind.STREAM,
        gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.ORGANIZATION, Gives.CATEGORIES}),
        quiet_after=timedelta(days=4),
        original=True,
        categories=subjects,
        finds=r"doi:10\.(?:1101|64898)/[0-9a-z][0-9a-z._-]{3,59}",
    )


BIORXIV = _spec("bioRxiv", 0xBC2635, BIORXIV_SUBJECTS)
MEDRXIV = _spec("medRxiv", 0x0F4C81, MEDRXIV_SUBJECTS)


def details(base_url: str, spec: SourceSpec) -> URL:
    """Where the API tells of a server's preprints."""
    return URL(base_url.rstrip("/")) / "details" / spec.name
