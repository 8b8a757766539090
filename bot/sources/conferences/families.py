"""The conferences whose programmes can be read, and where; a new family is one new row.

A `Programme` is what is read there.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.paper import Paper

MOST_ENTRIES = 50_000  # that are read of a programme; the largest has 7,000


class Site(Enum):
    """Kinds of sites that have programmes.

    - `VIRTUAL`: a site of the make of icml.cc, with JSON of all talks and posters of a year.
    - `ANTHOLOGY`: the ACL Anthology, with XML of a year's volumes.
    - `PMLR`: Proceedings of Machine Learning Research, with BibTeX of a volume.
    """

    VIRTUAL = auto()
    ANTHOLOGY = auto()
    PMLR = auto()


class Family(NamedTuple):
    """A conference of every year; `host` is that of its virtual site."""

    title: str
    site: Site
    host: str = ""


class Conference(NamedTuple):
    """One year of a family, or one volume of PMLR: `name` is `icml-2026`, `title` is "ICML 2026".

    `url` is the address of its programme.
    """

    name: str
    title: str
    site: Site
    url: str

    @property
    def source(self) -> str:
        """Stored name of the source that has its papers."""
        return f"conference-{self.name}"

    @property
    def host(self) -> str:
        """Host that serves its programme."""
        return urlsplit(self.url).netloc


class Programme(NamedTuple):
    """The papers of a conference, by a key of the site's own that never changes.

    - `skipped`: the number of broken items.
    - `shortfall`: how much of the programme the site listed, such as "200 of 2,891", if that was not all.
    - `events`: the keys of papers without abstract, by the numbers of their talks and posters, by which a virtual
      site lists abstracts.
    """

    papers: Mapping[str, Paper]
    skipped: int = 0
    shortfall: str = ""
    events: Mapping[str, str] = MappingProxyType({})


FAMILIES = {
    "icml": Family("ICML", Site.VIRTUAL, "icml.cc"),
    "neurips": Family("NeurIPS", Site.VIRTUAL, "neurips.cc"),
    "iclr": Family("ICLR", Site.VIRTUAL, "iclr.cc"),
    "mlsys": Family("MLSys", Site.VIRTUAL, "mlsys.org"),
    "colm": Family("COLM", Site.VIRTUAL, "colm.cc"),
    "cvpr": Family("CVPR", Site.VIRTUAL, "cvpr.thecvf.com"),
    "iccv": Family("ICCV", Site.VIRTUAL, "iccv.thecvf.com"),
    "eccv": Family("ECCV", Site.VIRTUAL, "eccv.ecva.net"),
    "aistats": Family("AISTATS", Site.VIRTUAL, "virtual.aistats.org"),
    "acl": Family("ACL", Site.ANTHOLOGY),
    "emnlp": Family("EMNLP", Site.ANTHOLOGY),
    "naacl": Family("NAACL", Site.ANTHOLOGY),
    "eacl": Family("EACL", Site.ANTHOLOGY),
    "aacl": Family("AACL", Site.ANTHOLOGY),
    "findings": Family("Findings of ACL", Site.ANTHOLOGY),
    "coling": Family("COLING", Site.ANTHOLOGY),
    "lrec": Family("LREC", Site.ANTHOLOGY),
    "conll": Family("CoNLL", Site.ANTHOLOGY),
    "semeval": Family("SemEval", Site.ANTHOLOGY),
    "tacl": Family("TACL", Site.ANTHOLOGY),
    "cl": Family("Computational Linguistics", Site.ANTHOLOGY),
    "pmlr": Family("PMLR", Site.PMLR),
}
OTHER_NAMES = {"nips": "neurips"}
_TYPED = re.compile(r"([a-z]{2,10})[\s_-]{0,3}(20[0-9]{2}|v?[0-9]{1,3})")


def find_conference(text: str) -> Conference | None:
    """Find what a person typed, such as `icml-2026`, `ACL 2024` or `pmlr-v250`; None if it is not known."""
    typed = _TYPED.fullmatch(text.strip().casefold())
    name = "" if typed is None else OTHER_NAMES.get(typed[1], typed[1])
    if typed is None or (family := FAMILIES.get(name)) is None:
        return None
    number = typed[2].removeprefix("v")
    match family.site:
        case Site.PMLR:
            volume = f"v{number}"
            url = f"https://proceedings.mlr.press/{volume}/assets/bib/bibliography.bib"
            return Conference(f"pmlr-{volume}", f"{family.title} {volume}", family.site, url)
        case _ if len(number) != len("2026"):
            return None
        case Site.VIRTUAL:
            url = f"https://{family.host}/static/virtual/data/{name}-{number}-orals-posters.json"
        case Site.ANTHOLOGY:
            url = f"https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml/{number}.{name}.xml"
    return Conference(f"{name}-{number}", f"{family.title} {number}", family.site, url)
