"""Changes of an item after which it must still be recognised."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.unit.sources.feeds.lab import Post

RECURRING = ("This week in machine learning", "Call for papers of our department")  # titles that tell nothing
REVIEW = "Book Review"  # a short title, which tells nothing either


def changed(post: Post, names: Sequence[str], mark: int) -> Post:
    """Return the item with some fields changed; `mark` is different each time."""
    new: Mapping[str, str] = {
        "guid": f"guid {post.number} {mark}",
        "link": f"https://lab.example/{post.number}/{mark}",
        "title": f"On the matter of number {post.number}, revised {mark}",
        "doi": f"10.1000/{post.number}.{mark}",
        "about": f"{post.about} Edited {mark}.",
    }
    return replace(post, **{name: new[name] for name in names})


def may_change(guids: str, *, one_link: bool, tells: bool) -> list[tuple[str, ...]]:
    """Return the fields that may change at once; a title that `tells` the item may alone remain."""
    one = [("title",), ("title", "about"), ("about",), ("doi",)]
    if not one_link and guids != "each time":
        one += [("title", "doi"), ("doi", "about")]
    if guids == "own" and not one_link:
        one += [("guid",), ("link",), ("guid", "title"), ("link", "title"), ("guid", "doi"), ("link", "doi")]
        one += [("link", "about"), ("guid", "about")]
    if tells and not one_link and guids == "own":
        one.append(("guid", "link"))
    if tells and guids in {"none", "each time"}:
        one.append(("link",))
    if tells and one_link:
        one.append(("guid",))
    return one
