"""Random queries and papers made of few words, so that they often match."""

import re

from hypothesis import strategies as st

from bot.domain.paper import Paper, Signals
from tests.unit.query.papers import paper, signals

_WORD_TABLE: str = r"""
a the of is to art state land island time step steps timestep timesteps fine tuning finetuning text image images
texttoimage large language model models llm LLM LLMs reinforcement learning RL C++ C ControlNet++ ControlNet
CIFAR 10 CIFAR10 2.5 Qwen Qwen2.5 data set dataset use uses us o o1 1 case cases bias 3D π0 $\pi_0$ 拡散 拡
散モデル diffusion diffusive state-of-the-art text-to-image end
"""
_WORDS = st.sampled_from(_WORD_TABLE.split())
_ASIDES = st.sampled_from(
    ["O(1)", "(LLM)", "(LLMs)", "(RL),", "https://example.org/image", "=", "large language", "text to image"]
)
# Words with equal keys and different spellings, or the reverse.
_SPELLINGS = st.sampled_from(
    re.split(
        r";\s+",
        r"""LLM; llm; LLMs; model; Models; model's; large; language; text; Texts; to; image; texts-to-image;
        textstoimage; text to images; TextToImage; large-language; largelanguage; café; cafe; café; naïve;
        naive; $\pi_0$; π0; $\alpha$-fair; the; The; of; box; boxes; C; C++; ControlNet++; ControlNet; 2.5;
        Qwen2.5; (LLM); state-of-the-art; state of the art; end-to-end; end to; O(1); o; o1; 3D; 拡散""",
    )
)
_GLUE = st.sampled_from([" ", " ", " ", "-", "-", ", ", ". ", " (", ") ", "(", "/", "_", "  "])


@st.composite
def texts(draw: st.DrawFn, most: int = 14) -> str:
    """Words joined in every way that the analysis knows."""
    parts: list[str] = []
    for word in draw(st.lists(_WORDS | _ASIDES, max_size=most)):
        parts += [word, draw(_GLUE)]
    return "".join(parts)


_PREFIX = st.sampled_from(["ima", "mode", "state", "diffus", "fine", "finet", "qwen", "tex", "art", "拡散"])
_BODY = st.one_of(
    _WORDS,
    _WORDS,
    _WORDS,
    st.lists(_WORDS, min_size=1, max_size=4).map(lambda words: f'"{" ".join(words)}"'),
    st.lists(_WORDS, min_size=2, max_size=3).map("-".join),
    _PREFIX.map(lambda stem: f"{stem}*"),
    st.builds('"{} {}*"'.format, st.lists(_WORDS, min_size=1, max_size=3).map(" ".join), _PREFIX),
    st.builds("{}-{}*".format, _WORDS, _PREFIX),
    _WORDS.map(lambda word: f"={word}"),
    st.lists(_WORDS, min_size=2, max_size=3).map(lambda words: f'="{" ".join(words)}"'),
)
_FIELD = st.sampled_from(["", "", "", "", "title:", "abstract:", "keyword:", "author:", "org:"])
_RULE = st.sampled_from(
    [
        "upvotes:>=5",
        "upvotes:<5",
        "comments:2..8",
        "stars:>=1",
        "rank:<=5",
        "has:code",
        "has:video",
        "cat:cs.CV",
        "cat:cs.*",
        "source:hf",
    ]
)
_TERM = st.one_of(*[st.builds(str.__add__, _FIELD, _BODY)] * 5, _RULE)


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(" ".join),
        several.map(" ".join),
        several.map(" OR ".join).map("({})".format),
        several.map(", ".join),
        inner.map("-({})".format),
        inner.map("-({}) model".format),
    )


queries = st.recursive(_TERM, _combined, max_leaves=6)  # not all of them are right: some are only exclusions


_SPELLED = st.lists(_SPELLINGS, min_size=1, max_size=4).map(" ".join)
_LITERAL = st.builds('{}="{}"'.format, _FIELD, _SPELLED)
_LITERAL_OR_NEAR = st.one_of(
    _LITERAL,
    _LITERAL,
    _LITERAL,
    st.builds('{}"{}"'.format, _FIELD, _SPELLED),
    st.sampled_from(["LLM", "box", "text*", "mod*", "larg*", "cafe*", '"large lang*"']),
)
literal_queries = st.recursive(_LITERAL_OR_NEAR, _combined, max_leaves=3)


@st.composite
def spelled_papers(draw: st.DrawFn) -> Paper:
    """Papers of the words in literal queries, joined in every way that the analysis knows."""
    words = st.lists(st.tuples(_SPELLINGS, _GLUE).map("".join), max_size=12).map("".join)
    title, abstract, author, keyword = (draw(words) for _ in range(4))
    return paper(title, abstract, authors=(author,), keywords=(keyword,))


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Papers of those texts, with facts that the queries need."""
    return paper(
        draw(texts(6)),
        draw(texts(30)),
        authors=tuple(draw(st.lists(texts(2), max_size=2))),
        organization=draw(st.none() | texts(2)),
        keywords=tuple(draw(st.lists(texts(3), max_size=2))),
        categories=tuple(draw(st.lists(st.sampled_from(["cs.CV", "cs.CL", "math"]), max_size=2))),
        source=draw(st.sampled_from(["huggingface", "arxiv"])),
        links={"code": draw(st.none() | st.just("https://example.org/c"))},
    )


def heats() -> st.SearchStrategy[Signals]:
    """Signals around the bounds of the queries."""
    few = st.integers(0, 10)
    return st.builds(signals, upvotes=few, comments=few, stars=st.none() | few, rank=st.none() | few)
