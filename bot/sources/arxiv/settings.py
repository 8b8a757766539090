"""arXiv: its fixed facts, its settings, and the sources built from them.

People add categories in Discord, such as `arxiv:cs.CL`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode
from typing_extensions import override

from bot.domain.added_source import AddedSource
from bot.domain.identity import NEW_NUMBER, OLD_NUMBER
from bot.domain.ports import Gives, Source, SourceKind, SourceSpec
from bot.language.translating import gettext
from bot.sources.settings.added import AddedKind
from bot.sources.settings.section import HttpUrl, Timeout, split_words, words_matching
from bot.sources.settings.table import Resources, SourceTable

if TYPE_CHECKING:
    from bot.sources.arxiv import source

_CATEGORY = r"[a-z][a-z-]{1,15}(?:\.[A-Za-z-]{2,20})?"
_REQUEST_INTERVAL = 3.0  # seconds, for feed and API together: info.arxiv.org/help/api/tou.html
_MAX_BODY_BYTES = 16 * 1024 * 1024  # bytes; a day of 2,000 papers has 5 MB

_TAXONOMY = """
    astro-ph astro-ph.CO astro-ph.EP astro-ph.GA astro-ph.HE astro-ph.IM astro-ph.SR cond-mat
    cond-mat.dis-nn cond-mat.mes-hall cond-mat.mtrl-sci cond-mat.other cond-mat.quant-gas cond-mat.soft
    cond-mat.stat-mech cond-mat.str-el cond-mat.supr-con cs cs.AI cs.AR cs.CC cs.CE cs.CG cs.CL cs.CR cs.CV
    cs.CY cs.DB cs.DC cs.DL cs.DM cs.DS cs.ET cs.FL cs.GL cs.GR cs.GT cs.HC cs.IR cs.IT cs.LG cs.LO cs.MA
    cs.MM cs.MS cs.NA cs.NE cs.NI cs.OH cs.OS cs.PF cs.PL cs.RO cs.SC cs.SD cs.SE cs.SI cs.SY econ econ.EM
    econ.GN econ.TH eess eess.AS eess.IV eess.SP eess.SY gr-qc hep-ex hep-lat hep-ph hep-th math math.AC
    math.AG math.AP math.AT math.CA math.CO math.CT math.CV math.DG math.DS math.FA math.GM math.GN math.GR
    math.GT math.HO math.IT math.KT math.LO math.MG math.MP math.NA math.NT math.OA math.OC math.PR math.QA
    math.RA math.RT math.SG math.SP math.ST math-ph nlin nlin.AO nlin.CD nlin.CG nlin.PS nlin.SI nucl-ex
    nucl-th physics physics.acc-ph physics.ao-ph physics.app-ph physics.atm-clus physics.atom-ph
    physics.bio-ph physics.chem-ph physics.class-ph physics.comp-ph physics.data-an physics.ed-ph
    physics.flu-dyn physics.gen-ph physics.geo-ph physics.hist-ph physics.ins-det physics.med-ph
    physics.optics physics.plasm-ph physics.pop-ph physics.soc-ph physics.space-ph q-bio q-bio.BM q-bio.CB
    q-bio.GN q-bio.MN q-bio.NC q-bio.OT q-bio.PE q-bio.QM q-bio.SC q-bio.TO q-fin q-fin.CP q-fin.EC q-fin.GN
    q-fin.MF q-fin.PM q-fin.PR q-fin.RM q-fin.ST q-fin.TR quant-ph stat stat.AP stat.CO stat.ME stat.ML
    stat.OT stat.TH
"""  # arxiv.org/category_taxonomy
_CATEGORIES = {name.casefold(): name for name in _TAXONOMY.split()}
"""Archives and their subjects, by name in lower case."""
SPEC = SourceSpec(
    name="arxiv",
    title="arXiv",
    colour=0xB31B1B,
    kind=SourceKind.STREAM,
    gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.CATEGORIES}),
    quiet_after=timedelta(days=6),  # a weekend with two holidays beside it
    original=True,  # authors submit there
    categories=tuple(name for name in _CATEGORIES.values() if "." not in name),
    lookup_pattern=rf"arxiv:(?:{NEW_NUMBER}|{OLD_NUMBER})",
)


class Arxiv(SourceTable):
    """The settings of arXiv: all papers of some `categories`; off without categories."""

    static_spec = SPEC
    required_setting = "categories"

    categories: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(split_words),
        words_matching(_CATEGORY, "names something that is not an arXiv category"),
        Field(max_length=100),
        'categories like ["cs.LG", "hep-ex"], at most 100; in a variable cs.LG,hep-ex',
    ] = ()
    url: HttpUrl = "https://rss.arxiv.org"
    api_url: HttpUrl = "https://export.arxiv.org"
    timeout: Timeout = 60.0

    @override
    def build(self, resources: Resources) -> Source:
        return self.build_for(resources, SPEC, self.categories)

    def build_for(self, resources: Resources, spec: SourceSpec, categories: tuple[str, ...]) -> source.Arxiv:
        """Build the source of some categories, under the name of `spec`."""
        from bot.sources.arxiv import source

        fetcher = resources.fetcher(SPEC.name, _REQUEST_INTERVAL, timeout=self.timeout, max_bytes=_MAX_BODY_BYTES)
        return source.Arxiv(spec, fetcher, categories, self.url, self.api_url)


def _read(text: str) -> AddedSource:
    category = _CATEGORIES.get(text.casefold())
    if category is None:
        # NOTE: may begin with a small letter, as the name is spelled arXiv
        raise ValueError(gettext("arXiv has no such category. An example is `arxiv:cs.CL`."))
    name = f"arxiv-{category.lower().replace('.', '-')}"
    return AddedSource(name=name, address=f"arxiv:{category}", title=f"arXiv {category}")


def _build(added: AddedSource, resources: Resources) -> source.Arxiv:
    spec = replace(SPEC, name=added.name, title=added.title, lookup_pattern="")  # arXiv itself looks papers up
    return resources.table(Arxiv).build_for(resources, spec, (added.address.partition(":")[2],))


# An archive, with or without a subject, in capitals or not
_NAME = rf"((?:{'|'.join(SPEC.categories)})(?:\.[a-z-]{{2,12}})?)"
KIND = AddedKind(
    "arxiv",
    _read,
    _build,
    "arxiv:cs.CL",
    also_typed=(
        rf"(?:arxiv[\s:./-]*)?{_NAME}",
        rf"arxiv\.org/(?:list|archive)/{_NAME}(?:[/?#].*)?",
        rf"(?:rss|export|rss\.export)\.arxiv\.org/(?:rss|atom)/{_NAME}",
    ),
)
