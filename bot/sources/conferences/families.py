"""The conferences whose programmes can be read, and where. A new one needs a title, and maybe a virtual site.

A `Programme` is what is read there.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from bot.domain.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.paper import Paper

MOST_ENTRIES = 50_000  # that are read of a programme; the largest has 7,000


class Conference(NamedTuple):
    """One year of a conference, or one volume of PMLR: `name` is `icml-2026`, `title` is "ICML 2026".

    `url` is the address of its programme.
    """

    name: str
    title: str
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
    - `events`: the key of each paper without abstract, by the number of its talk or poster. A virtual site lists
      its abstracts under these numbers.
    """

    papers: Mapping[str, Paper]
    skipped: int
    shortfall: str = ""
    events: Mapping[str, str] = MappingProxyType({})


TITLES = {
    "icml": "ICML",
    "neurips": "NeurIPS",
    "iclr": "ICLR",
    "mlsys": "MLSys",
    "colm": "COLM",
    "cvpr": "CVPR",
    "iccv": "ICCV",
    "eccv": "ECCV",
    "aistats": "AISTATS",
    "acl": "ACL",
    "emnlp": "EMNLP",
    "naacl": "NAACL",
    "eacl": "EACL",
    "aacl": "AACL",
    "findings": "Findings of ACL",
    "coling": "COLING",
    "lrec": "LREC",
    "conll": "CoNLL",
    "semeval": "SemEval",
    "tacl": "TACL",
    "cl": "Computational Linguistics",
    "pmlr": "PMLR",
}
# Hosts of virtual sites, which are built like icml.cc and have JSON of all talks and posters of a year. Of the
# others, the ACL Anthology has XML of a year's volumes, and PMLR BibTeX of each volume.
_VIRTUAL_SITES = {
    "icml": "icml.cc",
    "neurips": "neurips.cc",
    "iclr": "iclr.cc",
    "mlsys": "mlsys.org",
    "colm": "colm.cc",
    "cvpr": "cvpr.thecvf.com",
    "iccv": "iccv.thecvf.com",
    "eccv": "eccv.ecva.net",
    "aistats": "virtual.aistats.org",
}
OTHER_NAMES = {"nips": "neurips"}  # what people may type, and the key in TITLES
# A name with a year, or of PMLR with a volume
_TYPED = re.compile(r"(?!pmlr[\s_-]*20[0-9]{2}\Z)([a-z]{2,10})[\s_-]{0,3}(20[0-9]{2}|v?[0-9]{1,3})")


def find_conference(text: str) -> Conference | None:
    """Find what a person typed, such as `icml-2026`, `ACL 2024` or `pmlr-v250`; None if it is not known."""
    typed = _TYPED.fullmatch(text.strip().casefold())
    family = OTHER_NAMES.get(typed[1], typed[1]) if typed else ""
    if typed is None or family not in TITLES:
        return None
    number = typed[2].removeprefix("v")
    if family == "pmlr":
        number = f"v{number}"
        url = f"https://proceedings.mlr.press/{number}/assets/bib/bibliography.bib"
    elif not 2000 <= int(number) <= utc_now().year + 1:  # noqa: PLR2004 - a year
        return None
    elif host := _VIRTUAL_SITES.get(family):
        url = f"https://{host}/static/virtual/data/{family}-{number}-orals-posters.json"
    else:
        url = f"https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml/{number}.{family}.xml"
    return Conference(f"{family}-{number}", f"{TITLES[family]} {number}", url)
