"""What names a paper."""

from __future__ import annotations

import pytest

from bot.service.references import named_paper


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
