"""What Hugging Face Daily Papers is: all that others need to know of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.domain.identity import NEW_NUMBER
from bot.domain.ports import Gives, SourceKind, SourceSpec

SPEC: Final = SourceSpec(
    name="huggingface",
    title="Hugging Face",
    colour=0xFFD21E,
    kind=SourceKind.LIST,
    aliases=("hf",),
    gives=frozenset(Gives) - {Gives.CATEGORIES},
    quiet_after=timedelta(days=5),  # a weekend with a public holiday on either side
    finds=rf"arxiv:{NEW_NUMBER}",
)
