"""Web addresses of papers."""

import pytest

from bot.domain.identity import address_of


@pytest.mark.parametrize(
    ("paper_id", "address"),
    [
        ("arxiv:2511.00001", "https://arxiv.org/abs/2511.00001"),
        ("arxiv:hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001"),
        ("doi:10.1101/2025.01", "https://doi.org/10.1101/2025.01"),
        (
            "doi:10.1002/(sici)1097-0258(19980815/30)17:15<1661::aid-sim968>3.0.co;2-2",
            "https://doi.org/10.1002/(sici)1097-0258(19980815/30)17:15%3C1661::aid-sim968%3E3.0.co;2-2",
        ),
        ("feed:lab:0123456789abcdef01234567", None),
        ("arxiv:../../evil", None),
        ("doi:../../evil", None),
        ("doi:", None),
        ("evil:1", None),
        ("", None),
    ],
)
def test_addresses_are_built_from_ids_that_are_valid(paper_id: str, address: str | None):
    """Valid arXiv numbers and DOIs have an address, other ids have none."""
    assert address_of(paper_id) == address
