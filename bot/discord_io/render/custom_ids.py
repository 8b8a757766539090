"""The custom_ids of components under papers and notices. Most name the paper; those of abstracts carry a marker.

A custom_id has at most 100 characters, so a long paper id (DOIs can have hundreds) is replaced by a hash.
The paper is then found by hashing the ids of the stored papers.
"""

from __future__ import annotations

import base64
import hashlib

from bot.domain.discord.limits import CUSTOM_ID

_MARKER = r"[A-Za-z0-9_-]{1,25}"  # of a post: see `message_key` in bot/domain/alert.py
ABSTRACT_PATTERN = rf"paperboy:abstract:(?P<key>.+):(?P<marker>{_MARKER})"
ABSTRACT_MENU_PATTERN = rf"paperboy:abstracts:(?P<marker>{_MARKER})"
CARD_PATTERN = r"paperboy:card:(?P<key>.+)"
SIMILAR_PATTERN = r"paperboy:similar:(?P<key>.+)"
_TESTED = r"(?:-test:(?P<tested>[a-z0-9]{1,16}))?"  # the subscription, under a test post
WHY_PATTERN = rf"paperboy:why{_TESTED}:(?P<key>.+)"
TUNE_PATTERN = rf"paperboy:tune{_TESTED}:(?P<key>.+)"
MORE_LIKE_THIS_PATTERN = r"paperboy:more:(?P<key>.+)"
# A mark is a person's like, dislike or save of a paper; it has nothing to do with a marker
MARK_PATTERN = r"paperboy:(?P<mark>like:yes|like:no|save):(?P<key>.+)"
CITE_PATTERN = r"paperboy:cite:(?P<key>.+)"
RESUME_ALL_PATTERN = r"paperboy:resume-all:(?P<destination>[0-9]{1,20})"
FOLLOW_ID = "paperboy:follow"  # a menu of authors, whose values are their names
_MAX_KEY_LENGTH = CUSTOM_ID - len("paperboy:abstract::") - 25  # 25: the longest marker
_HASH_MARK = "~"  # no paper id begins with it


def abstract_custom_id(paper_id: str, marker: str) -> str:
    """Return `paperboy:abstract:<paper key>:<marker>`."""
    return f"paperboy:abstract:{paper_key(paper_id)}:{marker}"


def abstract_menu_custom_id(marker: str) -> str:
    """Return `paperboy:abstracts:<marker>`, of a digest's menu; its option values are paper keys."""
    return f"paperboy:abstracts:{marker}"


def paper_custom_id(name: str, paper_id: str, tested: str | None = None) -> str:
    """Return `paperboy:<name>:<paper key>`, or `paperboy:<name>-test:<subscription>:<paper key>` for a test post.

    The name is `card` (in a list), `similar`, `why`, `tune`, `like:yes`, `like:no`, `save`, `cite`, or `more`, the
    button *Subscribe to more like this*.
    Only `why` and `tune` name the tested subscription.
    """
    test = f"-test:{tested}" if tested else ""
    return f"paperboy:{name}{test}:{paper_key(paper_id)}"


def resume_all_custom_id(destination_id: int) -> str:
    """Return `paperboy:resume-all:<destination>`, of the button under a notice that a channel is paused."""
    return f"paperboy:resume-all:{destination_id}"


def paper_key(paper_id: str) -> str:
    """Return the paper's id, or its hash if it is too long or not plain ASCII: at most 56 characters."""
    if len(paper_id) <= _MAX_KEY_LENGTH and paper_id.isascii() and paper_id.isprintable():
        return paper_id
    digest = hashlib.blake2b(paper_id.encode("utf-8", "surrogatepass"), digest_size=18).digest()
    return _HASH_MARK + base64.urlsafe_b64encode(digest).decode("ascii")


def is_hash(key: str) -> bool:
    """Return True if the key is the hash of a paper's id, not the id itself."""
    return key.startswith(_HASH_MARK)
