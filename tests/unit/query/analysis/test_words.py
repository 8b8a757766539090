"""What counts as the same word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query import parse
from bot.query.analysis.words import tokenize_any_chunk, tokenize_chunk
from tests.unit.query.papers import paper, signals


def _finds(query: str, text: str) -> bool:
    return parse(query).matches(paper(abstract=text), signals())


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("model", "Many models."),
        ("models", "One model."),
        ("galaxy", "Two galaxies collide."),
        ("analysis", "Our analyses agree."),
        ("matrix", "Sparse matrices help."),
        ("index", "We compare indices and indexes."),
        ("cache", "The caches are cold."),
        ("box", "Bounding boxes."),
        ("loss", "All losses fall."),
        ("movie", "We watch movies."),
        ("GPU", "On eight GPUs."),
        ("PDE", "Solving PDEs fast."),
        ("API", "Calls to APIs."),
        ("dataset", "Two data sets."),
        ("hypothesis", "Competing hypotheses"),
    ],
)
def test_plural_and_singular_are_one_word(query: str, text: str) -> None:
    """A word is found in its plural, and the other way round."""
    assert _finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("organ", "An organization of organizations."),
        ("git", "We get more."),
        ("GP", "A GPS receiver."),
        ("bia", "The bias is small."),
        ("generative", "It generalizes; generation matters."),
        ("us", "Many uses of it."),
        ("CIFAR-10", "On CIFAR-100."),
        ("LLaMA-3", "We tune LLaMA-3.1."),
        ("MS", "On MSCOCO."),
        ("C", "Written in C++ and C#."),
        ("C++", "Written in C."),
        ("C#", "Written in C++."),
        ("image", "imaged imagery"),
    ],
)
def test_other_words_are_not_found(query: str, text: str) -> None:
    """No stemming, nothing inside another word, signs kept."""
    assert not _finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("text-to-image", "from text to image"),
        ("text to image", "Text-to-Image"),
        ('"text to image"', "a texttoimage model"),
        ("CIFAR-10", "CIFAR10"),
        ("CIFAR10", "CIFAR 10"),
        ("finetuning", "fine-tuning"),
        ("fine-tuning", "fine tuning"),
        ("timestep", "every time step"),
        ("MS COCO", "on MSCOCO."),
        ("MSCOCO", "on MS-COCO"),
        ("k-means", "kmeans"),
        ("Qwen2.5", "Qwen 2.5"),
        ("Qwen 2.5", "Qwen-2.5-7B"),
        ("R1", "DeepSeek-R1"),
        ("3D", "3-D shapes"),
        ("LoRA", "Smooth-LoRA"),
        ("QA", "a Q&A forum"),
        ('"finetuning method"', "our fine-tuning method"),
        ('"language model agents"', "large language model (LLM) agents"),
        ('"Kullback-Leibler divergence"', "Kullback-Leibler (KL) divergence"),
        ("ControlNet", "ControlNet++"),
    ],
)
def test_hyphens_spaces_and_joined_forms_are_alike(query: str, text: str) -> None:
    """How the parts of a name are held together does not matter."""
    assert _finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("island", "What it is land and sea decide."),
        ("onset", "It depends on set theory."),
        ("notable", "We are not able to."),
        ('"gradient flow"', "We follow the gradient. Flow matching is other."),
        ('"image text"', "an image, text and sound"),
        ("resnet50", "We train ResNet. 50 papers do."),
    ],
)
def test_words_that_only_stand_side_by_side_are_not_joined(query: str, text: str) -> None:
    """Function words join with nothing, and neither words nor phrases cross the end of a clause."""
    assert not _finds(query, text)


def test_words_of_fixed_phrases_are_not_topics() -> None:
    """`art` is not found in state of the art, hyphenated or not, while the phrase itself is."""
    for text in ("state-of-the-art results", "the state of the art", "state-of-the  art"):
        assert not _finds("art", text)
        assert not _finds("art*", text)
        assert _finds('"state of the art"', text)
        assert _finds("SOTA", text)
    assert _finds("art", "A state of the art of painting. Art!")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("LLM", "large language models"),
        ("large language model", "LLMs"),
        ('"large language model"', "LLM-based"),
        ("RAG", "retrieval-augmented generation"),
        ('"LLM agents"', "large language model agents"),
        ("reinforcement-learning", "RL"),
        ("t2i", "text-to-image"),
        ("SAM", "sharpness-aware minimization"),
        ("low-rank adaptation", "LoRA"),
    ],
)
def test_acronyms_and_long_forms_stand_for_each_other(query: str, text: str) -> None:
    """A well-known acronym finds its long form and the other way round."""
    assert _finds(query, text)


def test_an_ambiguous_acronym_is_not_found_by_one_of_its_meanings() -> None:
    """SAM may mean segment anything: sharpness-aware minimization does not find it."""
    assert not _finds('"sharpness-aware minimization"', "We use SAM.")


def test_literal_terms_are_taken_at_their_word() -> None:
    """After `=` there is no alias, no plural and no joined form; case still does not count."""
    assert _finds("=LLM", "an llm")
    assert not _finds("=LLM", "LLMs and large language models")
    assert _finds('="vision transformer"', "A Vision Transformer.")
    assert not _finds('="vision transformer"', "vision transformers, ViT")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Schrodinger", 'Schr{\\"o}dinger bridges'),
        ("Schrödinger", "Schrodinger bridges"),
        ("Fréchet", "Fr\\'echet distance"),
        ("Frechet", "Fre\u0301chet distance"),
        ("π0", "the policy $\\pi_0$"),
        ("pi0", "π0"),
        ("alpha-divergence", "$\\alpha$-divergence"),
        ("z∼1", "at $z\\sim1$"),
        ("z∼1", "at zsim1"),
        ("L2", "the $\\ell_2$ norm"),
        ("stability", "{\\em stability}"),
        ("diffusion", "dif\u00adfu\u200bsion"),
        ("diffusion", "ｄｉｆｆｕｓｉｏｎ"),
        ("office", "oﬃce work"),
        ("Strasse", "Straße"),
        ("Lukasz", "by Łukasz"),
        ("Newton", "Newton's method"),
        ("拡散", "潜在拡散モデル"),
        ("拡散モデル", "潜在拡散モデルの学習"),
        ("확산", "확산모델을"),
        ("ガ", "か\u3099 カ\u3099"),
        ("1000", "1,000 steps"),
    ],
)
def test_spelling_on_the_page_does_not_matter(query: str, text: str) -> None:
    """TeX, accents, compatibility forms and invisible characters come to the same words."""
    assert _finds(query, text)


@pytest.mark.parametrize(
    "text",
    [
        "See https://github.com/Optimization-AI/x.",
        "See github.com/optimization/x).",
        "Write to github@ai.org or www.ai.org",
        "\\url{https://github.com/ai}",
        "visit ai.github.io/page",
    ],
)
def test_addresses_are_not_searched(text: str) -> None:
    """Words that stand only in an address are not found."""
    assert not _finds("github OR AI OR optimization", text)


def test_what_follows_an_address_is() -> None:
    """Only the address is left out, and it ends a sentence like anything else."""
    assert _finds("code", "https://a.org/b. Code follows")
    assert not _finds('"at code"', "at https://a.org/b. Code follows")


def test_prefixes_find_beginnings_of_words() -> None:
    """A star stands for the rest of one word, joined or not."""
    assert _finds("quantiz*", "Post-training quantization")
    assert _finds("finetun*", "we fine-tuned it")
    assert not _finds("quantiz*", "dequantization")
    assert _finds("pre-train*", "pretraining")
    assert _finds("拡散*", "潜在拡散モデル")


def test_hostile_text_is_read_in_time_and_without_fault() -> None:
    """Text made to slow a reader down is only text."""
    for text in (
        "a" * 20000,
        "a." * 10000,
        "a@" * 10000,
        "\\" * 20000,
        "{" * 20000,
        "state of the " * 2000,
        "-" * 20000,
    ):
        assert not _finds("diffusion", text)
    assert not _finds("diffusion", "\ud800 \x00 \u202e")


_CHUNKS = st.text(st.sampled_from("aAbSszWw.,;:!?-_'\u017f\u212ae1"), max_size=6) | st.sampled_from(
    [
        "www.",
        "WWW.",
        "www",
        "Models,",
        "uses",
        "the",
        "LLM.",
        "e.g.",
        "vs.",
        "al.",
        "O(1)",
        "zsim1",
        "it's",
        "art!",
        "a..",
        "??",
    ]
)


@given(chunk=_CHUNKS | st.text(max_size=4), names=st.booleans())
def test_plain_words_are_read_in_one_way(chunk: str, *, names: bool) -> None:
    """The short way for plain words, perhaps at the end of a clause, gives what the long way gives."""
    assert tokenize_chunk(chunk, names=names) == tokenize_any_chunk(chunk, names=names)
