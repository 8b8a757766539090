"""Citations of papers, and their form in BibTeX, RIS and CSL-JSON."""

import json
from textwrap import dedent
from typing import Any

import pytest

from bot.domain.paper import Links
from bot.text.citations.formats import bibtex, csl_json, ris
from bot.text.citations.latex import latex, latex_title
from bot.text.citations.names import Name, split_name
from bot.text.tex import unicode_text
from tests.support.fakes import paper
from tests.unit.text.citations.papers import cite

ATTENTION = paper(
    "1706.03762",
    title="Attention Is\n All You Need",
    authors=("Ashish Vaswani", "Aidan N. Gomez", "Łukasz Kaiser"),
    categories=("cs.CL", "cs.LG"),
)
PUBLISHED = paper(
    "2001.00001",
    title=r"Measuring $H_0$ with GW170817 \& BERT",
    authors=("The LIGO Scientific Collaboration", "Ludwig van Beethoven"),
    published="doi:10.1103/physrevd.98.030001",
    journal="Phys. Rev. D 98, 030001 (2021)",
)


def test_arxiv_papers_are_cited_as_arxiv_has_it():
    """Type, fields and their names are those of *Export BibTeX Citation* on arxiv.org."""
    assert bibtex(cite(ATTENTION)) == dedent("""\
        @misc{vaswani2017attention,
              title={Attention Is All You Need},
              author={Vaswani, Ashish and Gomez, Aidan N. and Kaiser, {\\L}ukasz},
              year={2017},
              eprint={1706.03762},
              archivePrefix={arXiv},
              primaryClass={cs.CL},
              url={https://arxiv.org/abs/1706.03762},
        }
        """)


def test_the_published_version_is_cited():
    """A preprint whose journal is known is an article there, with its number on arXiv beside it."""
    cited = cite(PUBLISHED)
    assert bibtex(cited) == dedent("""\
        @article{theligoscientificcollaboration2021measuring,
              title={Measuring {H{$_{0}$}} with {GW170817} \\& {BERT}},
              author={{The LIGO Scientific Collaboration} and van Beethoven, Ludwig},
              journal={Phys. Rev. D 98, 030001},
              year={2021},
              doi={10.1103/physrevd.98.030001},
              eprint={2001.00001},
              archivePrefix={arXiv},
              url={https://doi.org/10.1103/physrevd.98.030001},
        }
        """)
    assert ris(cited).split("\r\n") == [
        "TY  - JOUR",
        "ID  - theligoscientificcollaboration2021measuring",
        "TI  - Measuring H₀ with GW170817 & BERT",
        "AU  - The LIGO Scientific Collaboration",
        "AU  - van Beethoven, Ludwig",
        "T2  - Phys. Rev. D 98, 030001",
        "PY  - 2021",
        "DO  - 10.1103/physrevd.98.030001",
        "AN  - arXiv:2001.00001",
        "UR  - https://doi.org/10.1103/physrevd.98.030001",
        "ER  - ",
        "",
    ]
    assert json.loads(csl_json(cited)) == [
        {
            "id": "theligoscientificcollaboration2021measuring",
            "type": "article-journal",
            "title": "Measuring H₀ with GW170817 & BERT",
            "author": [
                {"literal": "The LIGO Scientific Collaboration"},
                {"family": "van Beethoven", "given": "Ludwig"},
            ],
            "container-title": "Phys. Rev. D 98, 030001",
            "issued": {"date-parts": [[2021]]},
            "DOI": "10.1103/physrevd.98.030001",
            "archive_location": "arXiv:2001.00001",
            "URL": "https://doi.org/10.1103/physrevd.98.030001",
        }
    ]


# What a paper has, and in BibTeX: type, venue, year, DOI
KINDS: dict[str, tuple[dict[str, Any], str, str, str, str]] = {
    "hep": ({"id": "arxiv:hep-th/9901001"}, "misc", "", "1999", ""),
    "DOI without a journal": ({"published": "doi:10.1000/1"}, "misc", "", "2025", "10.1000/1"),
    "meeting": ({"journal": "Proc. 2026 IEEE Conference on X, pp. 1-9"}, "inproceedings", "", "2026", ""),
    "meeting by its short name": ({"journal": "ICLR 2026 (oral)"}, "inproceedings", "", "2026", ""),
    "meeting in a series": (
        {"journal": "Advances in Neural Information Processing Systems 38 (2025)"},
        "inproceedings",
        "Advances in Neural Information Processing Systems 38",
        "2025",
        "",
    ),
    "journal of conferences": ({"journal": "J. Phys.: Conference Series 12 (2026) 1"}, "article", "", "2026", ""),
    "journal of a society": ({"journal": "Transactions of the ACL, 2025"}, "article", "", "2025", ""),
    "pages like a year": (
        {"journal": "Phys. Rev. D 98 (2026) 1945"},
        "article",
        "Phys. Rev. D 98 1945",
        "2026",
        "",
    ),
    "journal, later than the conference": (
        {"journal": "JMLR 24 (2027) 1", "conferences": ("icml-2026",)},
        "article",
        "JMLR 24 1",
        "2027",
        "",
    ),
    "conference": ({"conferences": ("icml-2026",)}, "inproceedings", "ICML 2026", "2026", ""),
    "bioRxiv": (
        {"id": "doi:10.1101/2024.01.02.5", "source": "biorxiv"},
        "misc",
        "bioRxiv",
        "2024",
        "10.1101/2024.01.02.5",
    ),
    "bioRxiv, now in a journal": (
        {
            "id": "doi:10.1101/029900",
            "source": "biorxiv",
            "journal": "Cell, 2019",
            "published": "doi:10.1000/cell",
        },
        "article",
        "Cell",
        "2019",
        "10.1000/cell",
    ),
    "journal's feed": ({"id": "doi:10.1038/x", "source": "Nature"}, "article", "Nature", "2025", "10.1038/x"),
    "a journal's volume": (
        {"id": "doi:10.1162/a", "conferences": ("tacl-2024",)},
        "article",
        "Transactions of the Association for Computational Linguistics",
        "2024",
        "10.1162/a",
    ),
    "a volume without a year": (
        {
            "id": "feed:pmlr-v250:0",
            "conferences": ("pmlr-v250",),
            "links": Links(page="https://proceedings.mlr.press/v250/lee24a.html"),
        },
        "inproceedings",
        "pmlr-v250",
        "2024",
        "",
    ),
    "PubMed": ({"id": "pmid:1", "source": "pubmed", "journal": "Gut, 1999"}, "article", "Gut", "1999", ""),
    "web": ({"id": "feed:blog:0", "source": "A Blog"}, "misc", "A Blog", "2025", ""),
    "only looked up": ({"id": "doi:10.1038/x", "announced": False}, "article", "Hugging Face", "", "10.1038/x"),
}


@pytest.mark.parametrize("case", KINDS)
def test_kinds_of_works(case: str):
    """The type, the place and the year are of the work itself, not of the day on which we saw it."""
    changes, kind, venue, year, doi = KINDS[case]
    cited = cite(paper(**changes))
    assert bibtex(cited).startswith(f"@{kind}{{")
    assert (cited[0].year, cited[0].doi) == (year, doi)
    if venue:
        assert cited[0].venue == venue


def test_a_retracted_paper_says_so():
    """Each format has a note, as who cites it should know."""
    cited = cite(paper(retracted=True))
    assert "      note={Retracted},\n" in bibtex(cited)
    assert "\r\nN1  - Retracted\r\n" in ris(cited)
    assert json.loads(csl_json(cited))[0]["note"] == "Retracted"


def test_keys_differ():
    """Papers with one author, year and word get numbers; without Latin letters the key is the paper's number."""
    others = [paper(number, title="Attention", authors=("Vaswani",)) for number in ("1706.00001", "1706.00002")]
    foreign = paper("1706.00003", title="注意", authors=("张三",))
    keys = [one.key for one in cite(ATTENTION, *others, foreign)]
    assert keys == ["vaswani2017attention", "vaswani2017attention-2", "vaswani2017attention-3", "arxiv1706.00003"]


NAMES = {
    "Ashish Vaswani": ("Vaswani", "Ashish", ""),
    "J. K. Rowling": ("Rowling", "J. K.", ""),
    "Ludwig van Beethoven": ("van Beethoven", "Ludwig", ""),
    "Immaculata De Vivo": ("De Vivo", "Immaculata", ""),
    "Laurens Van der Maaten": ("Van der Maaten", "Laurens", ""),
    "Vânia de Oliveira Neves": ("de Oliveira Neves", "Vânia", ""),
    "Santiago Ramón y Cajal": ("Ramón y Cajal", "Santiago", ""),
    "Quoc Le": ("Le", "Quoc", ""),
    "Gerard 't Hooft": ("'t Hooft", "Gerard", ""),
    "Walter d’Hondt": ("d’Hondt", "Walter", ""),
    "Sinéad O'Neil": ("O'Neil", "Sinéad", ""),
    "Baosong Yang*": ("Yang", "Baosong", ""),
    "danah boyd": ("boyd", "danah", ""),
    "Martin Luther King Jr.": ("King", "Martin Luther", "Jr."),
    "King, Martin Luther, Jr.": ("King", "Martin Luther", "Jr."),
    "John Smith, III": ("Smith", "John", "III"),
    "Lovelace, Ada": ("Lovelace", "Ada", ""),
    r"Paul Erd\H{o}s": ("Erdős", "Paul", ""),
    "DeepSeek-AI": ("DeepSeek-AI", "", ""),
    "Meta AI": ("Meta AI", "", ""),
    "Qwen Team": ("Qwen Team", "", ""),
    "World Health Organization": ("World Health Organization", "", ""),
    "ATLAS Collaboration": ("ATLAS Collaboration", "", ""),
    "Guideline Panel for the Treatment, Part 2": ("Guideline Panel for the Treatment Part 2", "", ""),
    "Tran The Anh": ("Anh", "Tran The", ""),
    "Food and Drug Administration": ("Food and Drug Administration", "", ""),
    "张三": ("张三", "", ""),
    " ": ("", "", ""),
}


@pytest.mark.parametrize("written", NAMES)
def test_names_are_split(written: str):
    """Particles belong to the family name, suffixes are apart, and collectives stay whole."""
    assert split_name(written) == Name(*NAMES[written])


LATEX = {
    "Erdős, Łukasz Ångström ế ß": r"Erd{\H{o}}s, {\L}ukasz {\AA}ngstr{\"{o}}m {\'{\^{e}}} {\ss}",
    "50% of R&D in snake_case #3 $5": r"50\% of R\&D in snake\_case \#3 \$5",
    "{a} ~ ^ \\ <b> |": (
        r"{$\lbrace$}a{$\rbrace$} {\textasciitilde} {\textasciicircum} {\textbackslash} {\textless}b{\textgreater}"
        r" {\textbar}"
    ),
    "α ≤ ℝ 𝒪(n²) x₁": r"{$\alpha$} {$\leq$} {$\mathbb{R}$} {$\mathcal{O}$}(n{$^{2}$}) x{$_{1}$}",
    "“x” – 张三": r"{\textquotedblleft}x{\textquotedblright} {\textendash} 张三",
}


@pytest.mark.parametrize("text", LATEX)
def test_latex_says_the_same(text: str):
    """Every sign of TeX's tables is a command, and our own reader of TeX reads the text back."""
    assert latex(text) == LATEX[text]
    assert unicode_text(latex(text)) == text


def test_titles_keep_the_capitals_of_names():
    """BibTeX styles write titles in lower case, but not what is in braces."""
    title = "BERT: A Survey of iPhone, 3D, T5 and U-Net for Self-Attention"
    assert latex_title(title) == "{BERT}: A Survey of {iPhone}, {3D}, {T5} and {U-Net} for Self-Attention"
    assert latex_title("A LOUD TITLE") == "A LOUD TITLE"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("B̄ and ψ̄", r"{\={B}} and {$\bar{\psi}$}"),
        ("ℝ̂, ạ́", r"{$\hat{\mathbb{R}}$}, {\'{\d{a}}}"),
        ("1 − 2 …", r"1 {\textminus} 2 {\textellipsis}"),
        ("%\u0301 한", "\\%\u0301 한"),
    ],
)
def test_accents_and_signs_compile(text: str, written: str):
    """Accents of letters and formulas are commands that LaTeX defines; nothing else loses its escape."""
    assert latex(text) == written


def test_collaborations_are_cut():
    """After a hundred authors stands BibTeX's own word for the others."""
    (one,) = cite(paper(authors=tuple(f"Ada Author{number}" for number in range(3_000))))
    assert len(one.authors) == 101
    assert "Author99, Ada and others}" in bibtex([one])
