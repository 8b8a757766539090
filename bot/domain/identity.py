"""Identities of papers, derived from arXiv numbers, DOIs and web addresses.

An identity is `arxiv:2503.02130` if the paper is on arXiv, else `doi:10.1101/2025.01.02.123456`, else
`pmid:12345678` if PubMed has it, else `feed:NAME:HASH`. Versions are stripped: `arXiv:2503.02130v2` and
`https://arxiv.org/pdf/2503.02130` are the same paper. A preprint and its journal version have two DOIs, so they
are two papers. Titles are not used, because different papers can share one.

A *name* here is a whole field that identifies a paper, such as an id or an address. A link inside a text is only a
mention of another paper.

References: info.arxiv.org/help/arxiv_identifier.html, doi.org/doi-handbook (DOIs are compared without case), and
the addresses in publishers' feeds.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

_MAX_NAME_LENGTH = 600  # characters of a name; the longest DOI seen had 120

NEW_NUMBER = r"[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}"  # since April 2007
# Before April 2007: `hep-th/9901001`, or with a subject class `math.GT/0309136`. This list is complete.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|"
    "plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
OLD_NUMBER = rf"(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/[0-9]{{7}}"
_VERSION = r"(?:v[0-9]{1,3})?"
_NUMBER = rf"(?P<number>{NEW_NUMBER}|{OLD_NUMBER}){_VERSION}"
_ARXIV_NAME = re.compile(  # also as arXiv cites itself: `arXiv:2503.02130v2 [cs.CL]`
    rf"(?:(?:oai:)?arxiv(?:\.org)?:\s*)?{_NUMBER}(?:\s*\[[a-z.-]+\])?", re.IGNORECASE
)
_ARXIV_PATH = re.compile(rf"/(?:abs|pdf|html|format|ps)/{_NUMBER}(?:\.pdf)?/?", re.IGNORECASE)
_ALPHAXIV_PATH = re.compile(rf"/(?:[a-z]{{2}}/)?(?:abs|pdf|overview)/{_NUMBER}(?:\.pdf)?/?", re.IGNORECASE)
_HUGGINGFACE_PATH = re.compile(rf"/papers/{_NUMBER}/?", re.IGNORECASE)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.{_NUMBER}", re.IGNORECASE)

_PMID = re.compile(r"[0-9]{1,10}")
# Must match to the end of a field or path. DOIs of the 1990s contain `<…>`.
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"\\^`{|}\x00-\x1f\x7f]+")
_DOI_LABEL = re.compile(r"(?:urn:)?doi\s*[:：]\s*|info:doi/", re.IGNORECASE)
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
# Full text, abstract, PDF …: the part after a DOI in a publisher's address. No known DOI ends like this.
_VIEW_SUFFIX = re.compile(
    r"(?:/(?:full(?:text|/(?:html|pdf|xml))?|fulltext\.html|abstract|abs|e?pdf|epub|html|xml|meta|references|"
    r"suppl(?:ementary)?|suppl_file/[^/]*)|\.(?:full(?:-text)?|abstract|short|long)(?:\.pdf)?|\.(?:pdf|epub|html|xml))$"
)
# Silverchair sites (Oxford, AIP, RSC, Karger …) append their own number to a DOI, and mostly a title:
# `/article/doi/10.1093/bioinformatics/btad123/7012345/Title`. On other sites digits at the end belong to the DOI.
_SILVERCHAIR_PATH = re.compile(r"/(?:advance-)?article(?:-abstract|-pdf|-standard)?/doi/$")
_SITE_NUMBER = re.compile(r"/[0-9]{5,9}(?:/[^/]*[^/0-9][^/]*)?$")
_YEAR_ALONE = re.compile(r"10\.[0-9]{4,9}/[0-9]{4}")  # no DOI: `10.2113/2021/7866213` needs its number
BIORXIV_PREFIX = r"10\.(?:1101|64898)/"  # of its and medRxiv's DOIs: Cold Spring Harbor Laboratory, then openRxiv
# Registrants whose DOIs include a version, and its form. Other DOIs stay whole: `8jmv2` is an id, not a version.
_DOI_BEFORE_VERSION = re.compile(
    BIORXIV_PREFIX + r"[0-9.]+(?=v[0-9]{1,3}(?:\.full(?:-text)?)?(?:\.pdf)?$)"
    r"|10\.[0-9]{4,6}/osf\.io/[a-z0-9]{4,8}(?=_v[0-9]{1,3}$)"  # PsyArXiv, SocArXiv and the others of OSF
    r"|10\.26434/.+?(?=[-./]v[0-9]{1,3}$)"  # ChemRxiv
    r"|10\.(?:21203|20944|36227|22541|14293|6084)/.+?(?=[./]v[0-9]{1,3}$)"  # Research Square and the like
    r"|10\.7287/peerj\.preprints\.[0-9]+(?=v[0-9]{1,3}$)"
    r"|10\.(?:12688/[a-z0-9]+\.[0-9]+|7554/elife\.[0-9]+|1002/essoar\.[0-9]+)(?=\.[0-9]{1,3}$)"
)
# Preprint servers: bioRxiv and medRxiv; ChemRxiv, Research Square, Preprints.org, PsyArXiv, OSF, MetaArXiv,
# EarthArXiv, SocArXiv, PeerJ Preprints, TechRxiv, Authorea, SSRN; and the others of OSF.
_PREPRINT_DOI = re.compile(
    BIORXIV_PREFIX
    + r"|10\.(?:26434|21203|20944|31234|31219|31222|31223|31235|7287|36227|22541|2139)/|10\.[0-9]{4,6}/osf\.io/"
)
# Addresses that contain a part of the DOI: host, path, and the template of the DOI.
_SITES = (
    (
        r"(?:(?:www|connect)\.)?(?:bio|med)rxiv\.org",
        r"/content/(10\.[0-9]{4,9}/[0-9]+(?:\.[0-9]+)*)(?:v[0-9]+)?(?:[./][^0-9].*)?/?",
        "{}",
    ),
    (
        r"(?:(?:www|connect)\.)?(?:bio|med)rxiv\.org",
        # In December 2025 its DOIs began to have openRxiv's prefix; the address does not tell which of them do
        r"/cgi/content/(?:short|abstract|full)/((?!20(?:2[6-9]|[3-9][0-9]|25\.12)\.)[0-9.]{6,20})(?:v[0-9]+.*)?",
        "10.1101/{}",
    ),
    (
        r"(?:(?:www|connect)\.)?(?:bio|med)rxiv\.org",
        r"/cgi/content/(?:short|abstract|full)/(20(?:2[6-9]|[3-9][0-9])\.[0-9.]{1,15})(?:v[0-9]+.*)?",
        "10.64898/{}",
    ),
    (
        r"(?:www\.)?nature\.com",  # which has a journal of Palgrave
        r"/articles/((?:s41599-|palcomms\.)[a-z0-9.-]+?)(?:_reference)?(?:\.(?:e?pdf|ris)|/.*)?",
        "10.1057/{}",
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
_TRAILING_PUNCTUATION = ".,;:'’”!?/"


def paper_id(*names: str) -> str | None:
    """Return the identity of the paper that all these names belong to; None if no name has one.

    An arXiv number in any of them is preferred to a DOI. Otherwise the first DOI is used.
    """
    if number := next(filter(None, map(arxiv_number, names)), None):
        return f"arxiv:{number}"
    found = next(filter(None, map(doi, names)), None)
    return None if found is None else f"doi:{found}"


def journal_version(name: str) -> str | None:
    """Return the identity of the journal version that a preprint names by DOI; None for a DOI of a preprint."""
    found = paper_id(name)
    number = (found or "").removeprefix("doi:")  # equal to `found` if that is an arXiv identity
    return found if found != number and not _PREPRINT_DOI.match(number) else None


def arxiv_number(name: str) -> str | None:
    """Return the arXiv number (`2503.02130`, `hep-th/9901001`) in an id, address or DOI; None without one."""
    name = name.strip()
    if len(name) > _MAX_NAME_LENGTH:
        return None
    match = _ARXIV_NAME.fullmatch(name)
    if match is None and (found := doi_as_written(name)) is not None:
        match = _ARXIV_DOI.fullmatch(found)
    if match is None:
        match = _arxiv_match(name)
    return None if match is None else _normalized(match["number"])


def _arxiv_match(address: str) -> re.Match[str] | None:
    """Match the path of an address of arXiv, alphaXiv or Hugging Face that has an arXiv number."""
    host, path = _host_and_path(address)
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        return _ARXIV_PATH.fullmatch(path)
    if host in {"alphaxiv.org", "www.alphaxiv.org"}:
        return _ALPHAXIV_PATH.fullmatch(path)
    if host in {"huggingface.co", "www.huggingface.co", "hf.co"}:
        return _HUGGINGFACE_PATH.fullmatch(path)
    return None


def _normalized(number: str) -> str:
    """Return an arXiv number without subject class: `math.GT/0309136` becomes `math/0309136`."""
    archive, slash, rest = number.partition("/")
    return f"{archive.partition('.')[0].lower()}/{rest}" if slash else number


def doi(name: str) -> str | None:
    """Return the DOI in a name, in lower case and without a version; None if there is none.

    Accepts `doi:…`, a bare DOI, a doi.org address, and publishers' addresses that contain the DOI.
    """
    found = doi_as_written(name)
    if found is None:
        return None
    found = found.lower()
    unversioned = _DOI_BEFORE_VERSION.match(found)
    return found if unversioned is None else unversioned[0]


def doi_as_written(name: str) -> str | None:
    """Return the DOI in a name with its case and version; None if there is none."""
    name = name.strip()
    if len(name) > _MAX_NAME_LENGTH:
        return None
    bare = _DOI_LABEL.sub("", name, count=1) if _DOI_LABEL.match(name) else name
    if _DOI.fullmatch(unquote(bare)):
        return _without_punctuation(unquote(bare))
    host, path = _host_and_path(bare)
    if host in _DOI_HOSTS:
        return _without_punctuation(path.removeprefix("/"))
    return _publisher_doi(host, path, bare.partition("?")[2]) if host else None


def _publisher_doi(host: str, path: str, query: str) -> str | None:
    """Return the DOI in the parts of a publisher's address; None without one."""
    for site, page, template in _DOI_SITES:
        if site.fullmatch(host) and (match := page.fullmatch(path)):
            return template.format(match[1])
    if host == "journals.plos.org":  # `/plosone/article?id=10.1371/journal.pone.0260000`
        path = next((f"/{value}" for key, value in parse_qsl(query) if key == "id"), path)
    match = _DOI.search(path)
    if match is None or match.end() < len(path) or path[match.start() - 1 : match.start()] not in {"", "/"}:
        return None
    found = _VIEW_SUFFIX.sub("", match[0].rstrip("/"))
    if _SILVERCHAIR_PATH.search(path, 0, match.start()):
        without = _SITE_NUMBER.sub("", found)
        found = without if _DOI.fullmatch(without) and not _YEAR_ALONE.fullmatch(without) else found
    return _without_punctuation(found)


def _host_and_path(name: str) -> tuple[str, str]:
    """Return host and path of an http(s) address, with or without its scheme; both empty if it is none."""
    if "/" not in name or any(char.isspace() for char in name):
        return "", ""
    if "://" not in name:
        name = f"https://{name}"
    try:
        parts = urlsplit(name)
        return (parts.hostname or "", unquote(parts.path)) if parts.scheme in {"http", "https"} else ("", "")
    except ValueError:
        return "", ""


def _without_punctuation(found: str) -> str | None:
    """Return a DOI without punctuation at its end, such as `.` or `)`. Brackets that the DOI opened stay."""
    while _DOI.fullmatch(found):
        last = found[-1]
        opening = _BRACKETS.get(last)
        if last not in _TRAILING_PUNCTUATION and (opening is None or found.count(last) <= found.count(opening)):
            return found
        found = found[:-1]
    return None


def address_of(identity: str) -> str | None:
    """Return the public web address of `arxiv:…`, `doi:…` or `pmid:…`; None for any other identity."""
    scheme, _, number = identity.partition(":")
    if scheme == "arxiv" and _ARXIV_NAME.fullmatch(number):
        return f"https://arxiv.org/abs/{number}"
    if scheme == "pmid" and _PMID.fullmatch(number):
        return f"https://pubmed.ncbi.nlm.nih.gov/{number}/"
    return (
        f"https://doi.org/{quote(number, safe='/:;()._-')}" if scheme == "doi" and _DOI.fullmatch(number) else None
    )


def feed_id(feed: str, name: str) -> str:
    """Return the identity of a feed item without arXiv number and DOI: a hash of its guid or address."""
    digest = hashlib.blake2b(name.strip().encode(errors="replace"), digest_size=12).hexdigest()
    return f"feed:{feed}:{digest}"
