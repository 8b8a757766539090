"""Random queries and papers made of few words, so that they often meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.unit.query.papers import paper, signals

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals

_WORDS = st.sampled_from(
    [
        "a",
        "the",
        "of",
        "is",
        "to",
        "art",
        "state",
        "land",
        "island",
        "time",
        "step",
        "steps",
        "timestep",
        "timesteps",
        "fine",
        "tuning",
        "finetuning",
        "text",
        "image",
        "images",
        "texttoimage",
        "large",
        "language",
        "model",
        "models",
        "llm",
        "LLM",
        "LLMs",
        "reinforcement",
        "learning",
        "RL",
        "C++",
        "C",
        "ControlNet++",
        "ControlNet",
        "CIFAR",
        "10",
        "CIFAR10",
        "2.5",
        "Qwen",
        "Qwen2.5",
        "data",
        "set",
        "dataset",
        "use",
        "uses",
        "us",
        "o",
        "o1",
        "1",
        "case",
        "cases",
        "bias",
        "3D",
        "π0",
        "$\\pi_0$",
        "拡散",
        "拡",
        "散モデル",
        "diffusion",
        "diffusive",
        "state-of-the-art",
        "text-to-image",
        "end",
    ]
)
_ASIDES = st.sampled_from(
    ["O(1)", "(LLM)", "(LLMs)", "(RL),", "https://example.org/image", "=", "large language", "text to image"]
)
_GLUE = st.sampled_from([" ", " ", " ", "-", "-", ", ", ". ", " (", ") ", "(", "/", "_", "  "])


@st.composite
def texts(draw: st.DrawFn, most: int = 14) -> str:
    """Words held together in every way that is read."""
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


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Papers of those texts, with facts that the rules ask for."""
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
    """Signals around the bars that the rules set."""
    few = st.integers(0, 10)
    return st.builds(signals, upvotes=few, comments=few, stars=st.none() | few, rank=st.none() | few)
