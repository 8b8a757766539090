"""Long answers, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.ports import Order
from bot.service.papers.coverage import Coverage, coverage

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings, PastPapers, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The papers of one page of an answer: page `number` from 0, of so many `pages` with `total` papers."""

    sightings: tuple[Sighting, ...]
    number: int
    pages: int
    total: int
    coverage: Coverage


async def part_of(  # noqa: PLR0913 - what is asked for, and which of it
    store: Store,
    past: PastPapers,
    query: str | None,
    *,
    since: date,
    order: Order = Order.NEWEST,
    number: int,
    size: int,
) -> Part:
    """The page `number` from 0 of what matches; the nearest one when there are fewer. Raises NotReadyError."""

    async def page(wanted: int) -> Findings:
        return await past.find(query, since=since, order=order, first=wanted * size, most=size)

    findings = await page(max(number, 0))
    pages = max(1, -(-findings.total // size))
    near = min(max(number, 0), pages - 1)
    if near != max(number, 0):
        findings = await page(near)
    known = await store.sightings(findings.ids)
    return Part(
        sightings=tuple(known[key] for key in findings.ids if key in known),
        number=near,
        pages=pages,
        total=findings.total,
        coverage=coverage(findings.days),
    )
