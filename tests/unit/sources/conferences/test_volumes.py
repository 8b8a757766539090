"""Parsing the volumes of the ACL Anthology and of PMLR."""

import gzip
import re
from dataclasses import fields

import pytest
import yaml

from bot.domain.errors import SourceError
from bot.domain.paper import Paper
from bot.sources.conferences.anthology import parse_volumes
from bot.sources.conferences.families import Conference, Programme, find_conference
from bot.sources.conferences.pmlr import parse_volume
from tests.support.data import shared


def conference(name: str) -> Conference:
    found = find_conference(name)
    assert found is not None
    return found


def anthology(*papers: str, volume: str = "long") -> Programme:
    text = f'<collection id="2024.acl"><volume id="{volume}" type="proceedings"><meta><year>2024</year></meta>'
    body = f"{text}{''.join(papers)}</volume></collection>\n"
    return parse_volumes(body.encode(errors="surrogatepass"), conference("acl-2024"))


def pmlr(text: str) -> Programme:
    return parse_volume(text.encode(errors="surrogatepass"), conference("pmlr-v250"))


@pytest.mark.parametrize(
    ("file", "name", "papers", "last"),
    [
        ("2024.acl.long.xml", "acl-2024", 100, "2024.acl-long.708"),
        ("2022.acl.long.xml.gz", "acl-2022", 240, "2022.acl-long.602"),
        ("2024.tacl.xml", "tacl-2024", 44, "2024.tacl-1.44"),
        ("2024.cl.xml", "cl-2024", 20, "2024.cl-2.10"),
        ("L06.xml", "lrec-2006", 4, "L06-1471"),
    ],
)
def test_recorded_volumes(file: str, name: str, papers: int, last: str):
    """Every paper of a recorded collection is read whole, under the id that the Anthology gives it."""
    body = shared(f"acl_anthology/{file}").read_bytes()
    programme = parse_volumes(gzip.decompress(body) if file.endswith("gz") else body, conference(name))
    assert (len(programme.papers), programme.skipped, programme.shortfall) == (papers, 0, "")
    assert [*programme.papers][-1] == last
    for key, paper in programme.papers.items():
        assert paper.links.page == f"https://aclanthology.org/{key}"
        assert paper.abstract
        assert paper.authors
        assert paper.id.startswith("feed:" if file in {"2024.acl.long.xml", "L06.xml"} else "doi:10.")
        assert not re.search(r"<|\s\s|^\s|\s$", paper.title)


def test_a_paper_of_the_anthology():
    """Mixed content is joined without spaces, formulas get dollar signs, and one name suffices for an author."""
    paper = anthology(
        '<paper id="7"><title><fixed-case>S</fixed-case>umm<tex-math>^N</tex-math>: <i>A</i>\n  Test</title>'
        "<author><first>Ada</first><last>Love &amp; Lace</last><affiliation>A U</affiliation>"
        '<variant script="hani"><first>X</first><last>Y</last></variant></author>'
        "<author><last>Plato</last></author><author><first/><last/></author></paper>"
    ).papers["2024.acl-long.7"]
    assert paper.title == "Summ$^N$: A Test"
    assert paper.authors == ("Ada Love & Lace", "Plato")
    assert paper.organization == "A U"
    assert paper.links.pdf == "https://aclanthology.org/2024.acl-long.7.pdf"
    assert (paper.abstract, paper.conferences) == ("", ("acl-2024",))


def test_broken_papers_of_the_anthology():
    """A broken paper costs only itself, and is counted; a body without its end is refused."""
    good = '<paper id="1"><title>T</title></paper>'
    programme = anthology(
        '<paper id="2"><title>T</paper>', good, '<paper id="3"></paper>', '<paper id="/"><title></paper>'
    )
    assert (list(programme.papers), programme.skipped) == (["2024.acl-long.1"], 3)
    for body in (b"", b"404: Not Found", b'<collection id="2024.acl"><volume id="1">' + good.encode()):
        with pytest.raises(SourceError, match=r"raw\.githubusercontent\.com"):
            parse_volumes(body, conference("acl-2024"))


@pytest.mark.parametrize(
    ("file", "name", "papers"), [("v250/MIDL2024.bib", "pmlr-v250", 117), ("v260/acml2024.bib", "pmlr-v260", 86)]
)
def test_recorded_bibtex(file: str, name: str, papers: int):
    """Every paper but the preface is read whole, without TeX in title and names."""
    programme = parse_volume(shared(f"pmlr/{file}").read_bytes(), conference(name))
    assert (len(programme.papers), programme.skipped) == (papers, 0)
    for key, paper in programme.papers.items():
        assert paper.links.page == f"https://proceedings.mlr.press/{name.partition('-')[2]}/{key}.html"
        assert len(paper.abstract) > 200
        assert paper.authors
        assert not any(set("\\{}") & set(text) for text in (paper.title, *paper.authors))


def test_bibtex_agrees_with_the_posts():
    """Titles and authors equal those of the site's own pages."""
    programme = parse_volume(shared("pmlr/v250/MIDL2024.bib").read_bytes(), conference("pmlr-v250"))
    titles = {_letters(paper.title): paper for paper in programme.papers.values()}
    for path in sorted(shared("pmlr/v250").glob("*.md")):
        post = yaml.safe_load(path.read_text("utf-8").split("---")[1])
        if post["title"].startswith("Preface"):
            continue
        paper = titles[_letters(post["title"])]
        assert [_letters(name) for name in paper.authors] == [
            _letters(f"{one['given']} {one.get('prefix', '')} {one['family']}") for one in post["author"]
        ]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def test_a_paper_of_pmlr():
    """The site's keys lose their prefix, names are in reading order, and abstracts stay whole."""
    text = (
        "@InProceedings{pmlr-v250-love24a, title = {{B}ayesian {\\'E}tudes}, author = {Lovelace, Ada and others},"
    )
    paper = pmlr(f"{text} pdf = {{https://a.example/1.pdf}}, abstract = {{{'long ' * 1_000}}}}}").papers["love24a"]
    assert paper.title == "Bayesian Études"
    assert paper.authors == ("Ada Lovelace", "others")
    assert paper.links.page == "https://proceedings.mlr.press/v250/love24a.html"
    assert paper.links.pdf == "https://a.example/1.pdf"
    assert len(paper.abstract) == 4_999


@pytest.mark.parametrize("text", ["", "<html>", "@InProceedings{a, title = {T}}\n@InProceedings{b, title = {U"])
def test_bibtex_that_was_cut_off(text: str):
    """It is refused whole, and the site named."""
    with pytest.raises(SourceError, match=r"proceedings\.mlr\.press"):
        pmlr(text)


_HOSTILE = ["@everyone", "\x00\u202e\ud800", "x" * 20_000, "](http://evil.example)", "$" * 9_999, "javascript:1"]


@pytest.mark.parametrize("text", _HOSTILE, ids=repr)
def test_hostile_text_in_every_field(text: str):
    """Every text of a paper is bounded and can be stored; links are http(s), and ids are our own."""
    names = ("title", "abstract", "url", "author", "doi", "pdf", "key")
    person = f"<author><first>{text}</first><last>{text}</last><affiliation>{text}</affiliation></author>"
    children = "".join(f"<{name}>{text}</{name}>" for name in names if name != "author")
    found = [*anthology(f'<paper id="1">{children}{person}</paper>').papers.values()]
    values = ", ".join(f"{name} = {{{text}}}" for name in names)
    found += pmlr(f"@InProceedings{{key, {values}}}").papers.values()
    for paper in found:
        _require_bounded(paper)


def _require_bounded(paper: Paper):
    assert len(paper.title.encode()) <= 2_000
    assert len(paper.abstract.encode()) <= 20_000
    assert all(len(name.encode()) <= 300 for name in (*paper.authors, paper.organization or ""))
    links = [getattr(paper.links, field.name) for field in fields(paper.links)]
    assert all(link is None or link.startswith(("https://", "http://")) for link in links)
    assert paper.id.startswith("feed:conference-")


def test_a_paper_of_endless_names_keeps_the_first():
    """Millions of names in one volume take bounded memory: of each paper, 500 are kept."""
    names = " and ".join(f"A{n}" for n in range(1000))
    (paper,) = pmlr(f"@InProceedings{{key, title = {{T}}, author = {{{names}}}}}").papers.values()
    assert (len(paper.authors), paper.authors[-1]) == (500, "A499")
