"""A source that people added in Discord, for their server or for themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSource:
    """A source that people added, polled once however many owners have it.

    - `name` is stored with papers and never changes. It is made from the address, so all who add the same address
      get the same source: `arxiv-cs-cl`, `conference-icml-2026`, `feed-3f9a2c71d0b4`.
    - `address` is canonical: `https://…`, `arxiv:cs.CL`, `pubmed:crispr AND 2026[dp]`, `conference:icml-2026`.
    - `title` is for people: "arXiv cs.CL".
    """

    name: str
    address: str
    title: str

    @property
    def kind(self) -> str:
        """Return the kind that its name begins with, such as `arxiv` or `feed`."""
        return self.name.partition("-")[0]
