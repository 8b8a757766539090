"""bioRxiv and medRxiv: their fixed facts, their settings, and the sources built from them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode
from typing_extensions import override

from bot.domain.identity import BIORXIV_PREFIX
from bot.domain.ports import Gives, Source, SourceKind, SourceSpec
from bot.sources.biorxiv.subjects import BIORXIV_SUBJECTS, MEDRXIV_SUBJECTS
from bot.sources.settings.section import HttpUrl, Timeout, split_words, words_matching
from bot.sources.settings.table import Resources, SourceTable

_SUBJECT = r"[A-Za-z][A-Za-z -]{1,60}"
_REQUEST_INTERVAL = 0.5  # seconds, for both servers together: no limit is known, and a day has ten pages


def _spec(title: str, colour: int, subjects: str) -> SourceSpec:
    return SourceSpec(
        name=title.lower(),
        title=title,
        colour=colour,
        kind=SourceKind.STREAM,
        gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.ORGANIZATION, Gives.CATEGORIES}),
        quiet_after=timedelta(days=4),  # a weekend with a public holiday beside it
        original=True,  # authors submit there
        categories=tuple(subjects.split()),
        lookup_pattern="doi:" + BIORXIV_PREFIX + r"[0-9a-z][0-9a-z._-]{3,59}",
    )


BIORXIV = _spec("bioRxiv", 0xBC2635, BIORXIV_SUBJECTS)
MEDRXIV = _spec("medRxiv", 0x0F4C81, MEDRXIV_SUBJECTS)


def _between_commas(value: object) -> object:
    """Split subjects as `split_words` does, but never at white space: `cell biology` is one subject."""
    return split_words(f"{value},") if isinstance(value, str) else value


class Biorxiv(SourceTable):
    """The settings of bioRxiv: all preprints in some `subjects`; off without subjects."""

    static_spec = BIORXIV
    required_setting = "subjects"

    subjects: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(_between_commas),
        words_matching(_SUBJECT, "names something that is not a subject"),
        Field(max_length=100),
        'subjects like ["neuroscience", "cell biology"], or ["all"]; in a variable neuroscience,cell biology',
    ] = ()
    url: HttpUrl = "https://api.biorxiv.org"
    timeout: Timeout = 60.0

    @override
    def build(self, resources: Resources) -> Source:
        from bot.sources.biorxiv import source

        fetcher = resources.fetcher(BIORXIV.name, _REQUEST_INTERVAL, timeout=self.timeout)
        return source.Biorxiv(self.spec, fetcher, self.subjects, self.url)


class Medrxiv(Biorxiv):
    """The settings of medRxiv, which has the same API as bioRxiv."""

    static_spec = MEDRXIV
