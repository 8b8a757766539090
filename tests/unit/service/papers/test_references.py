"""What names a paper."""

from __future__ import annotations

import pytest

from bot.service.papers.references import named_paper, papers_in


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("2503.02130", "arxiv:2503.02130"),
        (" arXiv:2503.02130v12 ", "arxiv:2503.02130"),
        ("arXiv: 0704.0001", "arxiv:0704.0001"),
        ("hep-th/9901001v2", "arxiv:hep-th/9901001"),
        ("https://arxiv.org/abs/2503.02130", "arxiv:2503.02130"),
        ("http://export.arxiv.org/abs/2503.02130v1?context=cs#x", "arxiv:2503.02130"),
        ("arxiv.org/pdf/2503.02130v2.pdf", "arxiv:2503.02130"),
        ("<https://huggingface.co/papers/2503.02130>", "arxiv:2503.02130"),
        ("https://hf.co/papers/2503.02130/", "arxiv:2503.02130"),
        ("https://www.alphaxiv.org/abs/2503.02130", "arxiv:2503.02130"),
        ("https://doi.org/10.48550/arXiv.2503.02130v2", "arxiv:2503.02130"),
        ("doi:10.1101/2025.01.02.1", "doi:10.1101/2025.01.02.1"),
        ("https://doi.org/10.1101/2025.01", "doi:10.1101/2025.01"),
    ],
)
def test_numbers_and_addresses_name_a_paper(text: str, paper: str) -> None:
    """The usual ways to write an id, versions stripped."""
    assert named_paper(text) == paper


@pytest.mark.parametrize(
    "text",
    [
        "",
        "diffusion",
        "2513.02130",
        "2503.021",
        "https://evil.example/abs/2503.02130",
        "https://arxiv.org.evil.example/abs/2503.02130",
        "https://arxiv.org/abs/2503.02130 and more",
        "10.1101/" + "x" * 300,
        "https://arxiv.org/" * 10_000,
    ],
)
def test_anything_else_names_none(text: str) -> None:
    """Words, months that do not exist, strange hosts and endless text are no references."""
    assert named_paper(text) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Read https://arxiv.org/abs/2503.02130v2, now!", ["2503.02130"]),
        (
            "[x](https://arxiv.org/pdf/2503.02130.pdf) <http://hf.co/papers/2503.02131?a=1>",
            ["2503.02130", "2503.02131"],
        ),
        (
            "https://www.alphaxiv.org/abs/2503.02130 doi.org/10.48550/arXiv.2503.02131",
            ["2503.02130", "2503.02131"],
        ),
        ("arXiv:0704.0001, arxiv: hep-th/9901001v1.", ["0704.0001", "hep-th/9901001"]),
        ("2503.02130 (2503.02131v3) and 2503.02130 again.", ["2503.02130", "2503.02131"]),
        ("It costs $2503.02130, 2503.02139.5, 12503.02130, 2513.02130, 2503.021 or 1405.1234", []),
        ("https://arxiv.org/abs/2503.021301 https://arxiv.org/list/cs.LG/2503", []),
        ("http://a.b/2503.02130 2503.02130/x 2503.02130%", []),
        ("", []),
    ],
)
def test_papers_within_a_text(text: str, numbers: list[str]) -> None:
    """Links and numbers are found wherever they stand, each once, in order; prices and other addresses are not."""
    assert papers_in(text) == tuple(f"arxiv:{number}" for number in numbers)


@pytest.mark.parametrize("text", ["arxiv:" * 5000, "a-" * 10_000, "1503." * 5000, "arxiv:" + "a" * 20_000])
def test_endless_texts_take_no_time(text: str) -> None:
    """Nothing in a text makes the search go back again and again."""
    assert papers_in(text) == ()
