"""From any name of a paper (ids, DOIs, addresses) to its identity.

`arxiv:2503.02130` where arXiv knows the paper, else `doi:10.1101/2025.01.02.123456`, else `feed:NAME:HASH`;
versions are stripped. A name is a whole field or address: a link within a text is a mention and not the paper's
identity. Preprint and journal version have two DOIs and are two papers. Titles say nothing: different papers share
one.

The forms are those of arXiv's own description (info.arxiv.org/help/arxiv_identifier.html), of the DOI handbook
(doi.org/doi-handbook, names are compared without case) and of the addresses in feeds that publishers serve.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

_LONGEST = 600  # characters of anything that names a paper; the longest DOI seen had 120

NEW_NUMBER = r"[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}"  # since April 2007
# Before: within an archive, of which there are no more, and perhaps a subject class of it.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|"
    "plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
OLD_NUMBER = rf"(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/[0-9]{{7}}"
_VERSION = r"(?:v[0-9]{1,3})?"
_NUMBER = rf"(?P<number>{NEW_NUMBER}|{OLD_NUMBER}){_VERSION}"
_ARXIV_NAME = re.compile(rf"(?:(?:oai:)?arxiv(?:\.org)?:\s*)?{_NUMBER}", re.IGNORECASE)
_ARXIV_PATH = re.compile(rf"/(?:abs|pdf|html|format|ps)/{_NUMBER}(?:\.pdf)?/?", re.IGNORECASE)
_ALPHAXIV_PATH = re.compile(rf"/(?:[a-z]{{2}}/)?(?:abs|pdf|overview)/{_NUMBER}(?:\.pdf)?/?", re.IGNORECASE)
_PAPERS_PATH = re.compile(rf"/papers/{_NUMBER}/?", re.IGNORECASE)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.{_NUMBER}", re.IGNORECASE)

# A name fills its field: what follows in a longer text is no part of it. `<…>` stands in names of the 1990s.
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"\\^`{|}\x00-\x1f\x7f]+")
_DOI_NAME = re.compile(r"(?:urn:)?doi\s*[:：]\s*|info:doi/", re.IGNORECASE)
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
# Behind a DOI in a publisher's address: the view that is shown. No DOI is known to end so.
_VIEW = re.compile(
    r"(?:/(?:full(?:text|/(?:html|pdf|xml))?|fulltext\.html|abstract|abs|e?pdf|epub|html|xml|meta|references|"
    r"suppl(?:ementary)?|suppl_file/[^/]*)|\.(?:full(?:-text)?|abstract|short|long)(?:\.pdf)?|\.(?:pdf|epub|html|xml))$"
)
# Sites of Silverchair (Oxford, AIP, RSC, Karger …) put their own number behind a DOI, and mostly a title:
# `/article/doi/10.1093/bioinformatics/btad123/7012345/Title`. Elsewhere digits at the end are the DOI's.
_NUMBERED = re.compile(r"/(?:advance-)?article(?:-abstract|-pdf|-standard)?/doi/$")
_OWN_NUMBER = re.compile(r"/[0-9]{5,9}(?:/[^/]*[^/0-9][^/]*)?$")
_YEAR = re.compile(r"10\.[0-9]{4,9}/[0-9]{4}")
# Registrants whose DOIs name one version of a work, and how they write it. No others are cut: `8jmv2` is an id.
_VERSIONS = re.compile(
    r"10\.(?:1101|64898)/[0-9.]+(?=v[0-9]{1,3}(?:\.full(?:-text)?)?(?:\.pdf)?$)"  # bioRxiv, medRxiv
    r"|10\.[0-9]{4,6}/osf\.io/[a-z0-9]{4,8}(?=_v[0-9]{1,3}$)"  # PsyArXiv, SocArXiv and the others of OSF
    r"|10\.26434/.+?(?=[-./]v[0-9]{1,3}$)"  # ChemRxiv
    r"|10\.(?:21203|20944|36227|22541|14293|6084)/.+?(?=[./]v[0-9]{1,3}$)"  # Research Square and the like
    r"|10\.7287/peerj\.preprints\.[0-9]+(?=v[0-9]{1,3}$)"
    r"|10\.(?:12688/[a-z0-9]+\.[0-9]+|7554/elife\.[0-9]+|1002/essoar\.[0-9]+)(?=\.[0-9]{1,3}$)"
)
_PREPRINTS = re.compile(
    r"10\.(?:1101|64898|26434|21203|20944|31234|31219|31222|31223|31235|7287|36227|22541|2139)/|10\.[0-9]{4,6}/osf\.io/"
)
# Addresses that hold a part of the DOI: host, path, and the DOI made of it.
_SITES = (
    (
        r"(?:(?:www|connect)\.)?(?:bio|med)rxiv\.org",
        r"/content/(10\.[0-9]{4,9}/[0-9]+(?:\.[0-9]+)*)(?:v[0-9]+)?(?:[./][^0-9].*)?/?",
        "{}",
    ),
    (
        r"(?:(?:www|connect)\.)?(?:bio|med)rxiv\.org",
        r"/cgi/content/(?:short|abstract|full)/([0-9.]{6,20})(?:v[0-9]+.*)?",
        "10.1101/{}",
    ),
    (
        r"(?:www\.)?nature\.com",
        r"/articles/((?=[a-z.-]*[0-9])[a-z0-9.-]+?)(?:_reference)?(?:\.(?:e?pdf|ris)|/.*)?",
        "10.1038/{}",
    ),
    (r"elifesciences\.org", r"/(?:articles|reviewed-preprints)/([0-9]+)(?:v[0-9]+)?(?:/.*)?", "10.7554/elife.{}"),
)
_DOI_SITES = tuple((re.compile(host), re.compile(path, re.IGNORECASE), name) for host, path, name in _SITES)
_BRACKETS = {")": "(", "]": "[", ">": "<"}
_ENDS = ".,;:'’”!?/"


def paper_id(*names: str) -> str | None:
    """The identity that the names of one paper give together; None when none of them does.

    An arXiv id goes before a DOI wherever it stands, else the first of them counts.
    """
    numbers = (arxiv_number(name) for name in names)
    if number := next((found for found in numbers if found), None):
        return f"arxiv:{number}"
    found = next((found for found in (doi(name) for name in names) if found), None)
    return None if found is None else f"doi:{found}"


def journal_version(name: str) -> str | None:
    """The identity of the journal version that a preprint names by its DOI; None when that is none."""
    found = paper_id(name)
    number = (found or "").removeprefix("doi:")
    return found if found != number and not _PREPRINTS.match(number) else None


def arxiv_number(name: str) -> str | None:
    """`2503.02130` or `hep-th/9901001` of an id, an address or a DOI of arXiv's; None when it is none."""
    name = name.strip()
    if len(name) > _LONGEST:
        return None
    match = _ARXIV_NAME.fullmatch(name)
    if match is None and (found := doi_as_written(name)) is not None:
        match = _ARXIV_DOI.fullmatch(found)
    if match is None:
        match = _in_address(name)
    return None if match is None else _whole(match["number"])


def _in_address(name: str) -> re.Match[str] | None:
    host, path = _address(name)
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        return _ARXIV_PATH.fullmatch(path)
    if host in {"alphaxiv.org", "www.alphaxiv.org"}:
        return _ALPHAXIV_PATH.fullmatch(path)
    if host in {"huggingface.co", "www.huggingface.co", "hf.co"}:
        return _PAPERS_PATH.fullmatch(path)
    return None


def _whole(number: str) -> str:
    """A number in the one form that identifies: an old one has its archive and no subject class."""
    archive, slash, rest = number.partition("/")
    return f"{archive.partition('.')[0].lower()}/{rest}" if slash else number


def doi(name: str) -> str | None:
    """The DOI of a name in lower case, without version and what stands behind it; None when it has none.

    Taken from `doi:…`, a bare DOI, its address, and addresses of publishers that hold it.
    """
    found = doi_as_written(name)
    if found is None:
        return None
    found = found.lower()
    version = _VERSIONS.match(found)
    return found if version is None else version[0]


def doi_as_written(name: str) -> str | None:
    """The DOI of a name, with its case and version."""
    name = name.strip()
    if len(name) > _LONGEST:
        return None
    bare = _DOI_NAME.sub("", name, count=1) if _DOI_NAME.match(name) else name
    if _DOI.fullmatch(unquote(bare)):
        return _ended(unquote(bare))
    host, path = _address(bare)
    if host in _DOI_HOSTS:
        return _ended(path.removeprefix("/"))
    return _in_publishers_address(host, path, bare.partition("?")[2]) if host else None


def _in_publishers_address(host: str, path: str, query: str) -> str | None:
    for site, within, whole in _DOI_SITES:
        if site.fullmatch(host) and (match := within.fullmatch(path)):
            return whole.format(match[1])
    if host == "journals.plos.org":  # `/plosone/article?id=10.1371/journal.pone.0260000`
        path = next((f"/{value}" for key, value in parse_qsl(query) if key == "id"), path)
    match = _DOI.search(path)
    if match is None or match.end() < len(path) or path[match.start() - 1 : match.start()] not in {"", "/"}:
        return None
    found = _VIEW.sub("", match[0].rstrip("/"))
    if _NUMBERED.search(path, 0, match.start()):
        without = _OWN_NUMBER.sub("", found)
        found = without if _DOI.fullmatch(without) and not _YEAR.fullmatch(without) else found
    return _ended(found)


def _address(name: str) -> tuple[str, str]:
    """Host and path of an http(s) address, which may lack its scheme; empty when it is none."""
    if "/" not in name or any(char.isspace() for char in name):
        return "", ""
    if "://" not in name:
        name = f"https://{name}"
    try:
        parts = urlsplit(name)
        return (parts.hostname or "", unquote(parts.path)) if parts.scheme in {"http", "https"} else ("", "")
    except ValueError:
        return "", ""


def _ended(found: str) -> str | None:
    """A DOI without the punctuation of the sentence that it stood in: brackets that it opened itself stay."""
    while _DOI.fullmatch(found):
        last = found[-1]
        opening = _BRACKETS.get(last)
        if last not in _ENDS and (opening is None or found.count(last) <= found.count(opening)):
            return found
        found = found[:-1]
    return None


def address_of(identity: str) -> str | None:
    """The public page of `arxiv:…` or `doi:…`; None for what only a feed knows, and for what is neither."""
    scheme, _, number = identity.partition(":")
    if scheme == "arxiv" and _ARXIV_NAME.fullmatch(number):
        return f"https://arxiv.org/abs/{number}"
    return (
        f"https://doi.org/{quote(number, safe='/:;()._-')}" if scheme == "doi" and _DOI.fullmatch(number) else None
    )


def feed_id(feed: str, name: str) -> str:
    """The identity of what has neither arXiv id nor DOI: by its guid or address, within its feed."""
    digest = hashlib.blake2b(name.strip().encode(errors="replace"), digest_size=12).hexdigest()
    return f"feed:{feed}:{digest}"
