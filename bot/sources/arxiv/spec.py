"""What arXiv is: all that others need to know of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.domain.identity import NEW_NUMBER, OLD_NUMBER
from bot.domain.ports import Gives, SourceKind, SourceSpec

_ARCHIVES: Final = (  # arxiv.org/category_taxonomy
    "astro-ph cond-mat cs econ eess gr-qc hep-ex hep-lat hep-ph hep-th math math-ph nlin nucl-ex nucl-th physics "
    "q-bio q-fin quant-ph stat"
)
SPEC: Final = SourceSpec(
    name="arxiv",
    title="arXiv",
    colour=0xB31B1B,
    kind=SourceKind.STREAM,
    gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.CATEGORIES}),
    quiet_after=timedelta(days=6),  # a weekend with two holidays beside it
    original=True,
    categories=tuple(_ARCHIVES.split()),
    finds=rf"arxiv:(?:{NEW_NUMBER}|{OLD_NUMBER})",
)
