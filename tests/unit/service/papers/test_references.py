"""References to papers in texts."""

import pytest

from bot.service.papers.references import named_paper, papers_in


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        (" arXiv:2503.02130v12 ", "arxiv:2503.02130"),
        ("<https://huggingface.co/papers/2503.02130>", "arxiv:2503.02130"),
        ("`2503.02130`", "arxiv:2503.02130"),
        ("`<https://arxiv.org/abs/2503.02130>`.", "arxiv:2503.02130"),
        ("ArXiv 2503.02130.", "arxiv:2503.02130"),
        ("DOI 10.1101/2025.01.02.123456", "doi:10.1101/2025.01.02.123456"),
    ],
)
def test_an_id_or_an_address_names_a_paper(text: str, paper: str):
    """Ids and addresses are recognized without version, also with a label, a dot or signs of Discord."""
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
def test_anything_else_names_none(text: str):
    """Words, invalid months, other hosts and overlong texts are no references."""
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
def test_papers_within_a_text(text: str, numbers: list[str]):
    """Links and numbers are found in order without duplicates; prices are not."""
    assert papers_in(text) == tuple(f"arxiv:{number}" for number in numbers)


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("https://doi.org/10.1000/xyz123。（10.1000/abc）、", ["doi:10.1000/xyz123", "doi:10.1000/abc"]),
        (
            """See https://www.biorxiv.org/content/10.1101/2024.01.01.573000v2.full.pdf, then
            (https://doi.org/10.1101/2020.09.09.20191205) and **doi:10.64898/2026.07.31.741992v1**.""",
            [
                "doi:10.1101/2024.01.01.573000",
                "doi:10.1101/2020.09.09.20191205",
                "doi:10.64898/2026.07.31.741992",
            ],
        ),
        (
            "10.1038/s41586-020-2649-2 arXiv:2503.02130 https://medrxiv.org/content/10.1101/339747v1?rss=1",
            ["doi:10.1038/s41586-020-2649-2", "arxiv:2503.02130", "doi:10.1101/339747"],
        ),
        (
            "https://doi.org/10.48550/arXiv.2503.02130 dx.doi.org/10.1101/339747",
            ["arxiv:2503.02130", "doi:10.1101/339747"],
        ),
        ("DOI: 10.1016/S0140-6736(20)30183-5.", ["doi:10.1016/s0140-6736(20)30183-5"]),
        ("https://example.org/x 10.1/2 110.1101/339747 a/10.1101/339747 https://www.biorxiv.org/", []),
    ],
)
def test_dois_within_a_text(text: str, papers: list[str]):
    """DOIs are found bare and in addresses, among arXiv numbers, without versions."""
    assert papers_in(text) == tuple(papers)


@pytest.mark.parametrize("text", ["https://" * 5000, "10.1101/" * 5000, "doi:10.1101/x" * 5000])
def test_endless_addresses_take_no_time(text: str):
    """Overlong texts name no paper."""
    assert all(paper.startswith("doi:") for paper in papers_in(text))


@pytest.mark.parametrize("text", ["arxiv:" * 5000, "a-" * 10_000, "1503." * 5000, "arxiv:" + "a" * 20_000])
def test_endless_texts_take_no_time(text: str):
    """No text makes the search backtrack."""
    assert papers_in(text) == ()
