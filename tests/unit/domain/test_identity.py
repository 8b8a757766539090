"""Identities of papers, by names from recorded feeds and APIs."""

import pytest

from bot.domain.identity import doi, feed_id, paper_id

# Two names each of one paper, as recorded bodies and their publishers have them.
SAME = [
    # arXiv's daily feed: guid and link of an item
    ("oai:arXiv.org:2604.21952v1", "https://arxiv.org/abs/2604.21952"),
    ("oai:arXiv.org:hep-ex/0307015v2", "https://arxiv.org/abs/hep-ex/0307015"),
    # arXiv's API: id, page and PDF of an entry, and the DOI that arXiv registers for it
    ("http://arxiv.org/abs/1707.08567v1", "arXiv:1707.08567"),
    ("http://arxiv.org/abs/cs/0503050v1", "https://export.arxiv.org/abs/cs/0503050"),
    ("http://arxiv.org/abs/2202.12139v1", "10.48550/arXiv.2202.12139"),
    ("http://arxiv.org/abs/2405.13786v1", "https://doi.org/10.48550/ARXIV.2405.13786"),
    ("http://arxiv.org/abs/2606.27607v1", "https://www.alphaxiv.org/abs/2606.27607v2"),
    ("http://arxiv.org/abs/1205.1866v1", "arxiv.org/pdf/1205.1866.pdf"),
    ("http://arxiv.org/abs/math/0309136", "http://arxiv.org/abs/math.GT/0309136"),
    # "Cite as" on arXiv's page of a paper
    ("http://arxiv.org/abs/2503.02130", "arXiv:2503.02130v2 [cs.CL]"),
    ("http://arxiv.org/abs/hep-ph/0601001", "arXiv:hep-ph/0601001 [hep-ph]"),
    # Hugging Face's list, and the feeds that others make of it
    ("https://huggingface.co/papers/2608.19880", "2608.19880"),
    ("https://hf.co/papers/2608.01492", "https://arxiv.org/abs/2608.01492"),
    # bioRxiv and medRxiv: the API's field, pages of versions, the feed of 2019
    ("10.64898/2026.07.31.740148", "https://www.biorxiv.org/content/10.64898/2026.07.31.740148v2.full.pdf"),
    ("10.1101/2025.11.18.25340542", "doi:10.1101/2025.11.18.25340542v1"),
    ("doi:10.1101/743294", "http://biorxiv.org/cgi/content/short/743294v1?rss=1"),
    # ChemRxiv: guid and link, and another version
    ("10.26434/chemrxiv.15007735/v1", "https://chemrxiv.org/doi/full/10.26434/chemrxiv.15007735/v1?af=R"),
    # journals: prism:doi, dc:identifier, guid, link
    (
        "https://pubs.rsc.org/sc/article/doi/10.1039/D6SC05138C/1291521/Stereo",
        "10.1039/d6sc05138c",
    ),
    ("doi：10.1103/physrevlett.134.151401", "http://link.aps.org/doi/10.1103/PhysRevLett.134.151401"),
    ("10.1038/D41586-025-01201-0", "https://www.nature.com/articles/d41586-025-01201-0"),
    ("10.1016/S0140-6736(20)30183-5", "see doi:10.1016/S0140-6736(20)30183-5).".removeprefix("see ")),
]
# Names of different papers, however much they look alike.
DIFFERENT = [
    # neighbours, and numbers that begin alike
    ("https://arxiv.org/abs/1205.1866", "https://arxiv.org/abs/1205.18661"),
    ("http://arxiv.org/abs/astro-ph/0601001v1", "http://arxiv.org/abs/hep-ph/0601001"),
    ("http://arxiv.org/abs/cs/0503050v1", "http://arxiv.org/abs/math/0503050"),
    ("10.64898/2026.07.31.741992", "10.64898/2026.07.31.741971"),
    # one suffix under the two prefixes that both preprint servers use
    ("10.64898/2025.04.11.648403", "10.1101/2025.04.11.648403"),
    # a preprint and what a journal made of it: two papers that name each other
    ("http://arxiv.org/abs/2202.12139v1", "10.1109/ICSTW55395.2022.00035"),
    # an article and its correction
    ("http://dx.doi.org/10.1021/acs.jmedchem.6c02516", "http://dx.doi.org/10.1021/acs.jmedchem.6c01655"),
    # a version in a journal's own name is no version of ours
    ("10.1016/j.scs.2026.107414", "10.1016/j.scs.2026.107441"),
    ("10.1103/physrevlett.134.151001", "10.1103/physrevlett.134.1510"),
]
# Guids, links and identifiers of recorded items that have no arXiv id and no DOI of their own.
NONE = [
    "http://biorxiv.org/cgi/content/short/2025.12.08.693012v1?rss=1",  # of the month in which the prefix changed
    "https://eprint.iacr.org/2026/488",
    "urn:rsc-graphical-abstract:d6sc05138c",
    "https://www.sciencedirect.com/science/article/pii/S1359644626001674?dgcid=rss_sd_all",
    "https://lilianweng.github.io/posts/2018-10-13-flow-models/",
    "https://engineering.fb.com/?p=23001",
    "673686c693571d5c8c155078",
    "https://huggingface.co/blog/deepseekv4",
    "https://arxiv.org/list/cs.LG/2503",
    "https://arxiv.org.evil.example/abs/2503.02130",
    "https://evil.example/abs/2503.02130",
    "news/1234567",
    "We build on arXiv:2503.02130 and 10.1101/743294.",
    "2513.02130",
    "ftp://arxiv.org/abs/2503.02130",
    "https://[broken/10.1101/743294",
    "10.1101/" + "x" * 700,
    "arXiv:" + "9" * 700,
    "",
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_paper_has_one_identity(one: str, other: str):
    """All names of one paper give the same identity."""
    assert paper_id(one) == paper_id(other) is not None


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_papers_have_two_identities(one: str, other: str):
    """Similar names of different papers give different identities."""
    assert paper_id(one) != paper_id(other)
    assert None not in {paper_id(one), paper_id(other)}


@pytest.mark.parametrize("name", NONE)
def test_what_names_no_paper(name: str):
    """Other addresses, mentions in a sentence, invalid numbers and overlong texts give no identity."""
    assert paper_id(name) is None


def test_an_arxiv_id_goes_before_a_doi():
    """An arXiv number is preferred to a DOI, in whatever order the names are."""
    journal, preprint = "10.1145/3395363.3397376", "http://arxiv.org/abs/2005.14124v2"
    assert paper_id(journal, preprint) == paper_id(preprint, journal) == "arxiv:2005.14124"
    assert paper_id("https://example.org/a", journal) == "doi:10.1145/3395363.3397376"
    assert paper_id() is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("https://doi.org/10.1000%2FABC", "10.1000/abc"),
        ("https://doi.org/help", None),
        ("urn:doi:10.31234/osf.io/abcd_v1", "10.31234/osf.io/abcd"),
        ("info:doi/10.1371/journal.pone.0000001", "10.1371/journal.pone.0000001"),
        ("10.1101/743294,", "10.1101/743294"),
        ("10.1101/...", None),
        ("https://example.org/v10.1101/743294", None),
    ],
)
def test_dois(name: str, expected: str | None):
    """A DOI is found in publishers' addresses and other spellings, without what follows it."""
    assert doi(name) == expected


def test_identities_of_feed_items():
    """A feed's own identity is stable within the feed and different in another one."""
    one = feed_id("lab", " https://example.org/a ")
    assert one == feed_id("lab", "https://example.org/a")
    assert one.startswith("feed:lab:")
    assert one != feed_id("other", "https://example.org/a") != feed_id("other", "https://example.org/b")
    assert feed_id("lab", "\ud800")
