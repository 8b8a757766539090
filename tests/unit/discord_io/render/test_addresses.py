"""Where papers can be read."""

from __future__ import annotations

import pytest

from bot.discord_io.render.addresses import address_of


@pytest.mark.parametrize(
    ("paper_id", "address"),
    [
        ("arxiv:2511.00001", "https://arxiv.org/abs/2511.00001"),
        ("arxiv:hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001"),
        ("doi:10.1101/2025.01", "https://doi.org/10.1101/2025.01"),
        ("arxiv:../../evil", None),
        ("doi:", None),
        ("evil:1", None),
        ("", None),
    ],
)
def test_addresses_are_built_from_ids_that_are_valid(paper_id: str, address: str | None) -> None:
    """Ids of arXiv and DOIs have a page, anything else none."""
    assert address_of(paper_id) == address
