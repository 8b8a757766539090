"""The texts of a card about a paper, each safe in its place.

Titles and descriptions of embeds are Markdown and get escaped; footers, author lines and menu options are plain.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from bot.discord_io.render.optional_parts import default_on_error
from bot.domain.discord.limits import TITLE
from bot.domain.paper import SourceKind
from bot.language.formats import listed, number, short_day
from bot.language.translating import gettext, pgettext
from bot.text.graphemes import merged_spans, utf16_length
from bot.text.pick_reason import pick_reason
from bot.text.safe import clean, clip, escape, safe, without_backticks
from bot.text.sentences import sentences
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.alert import Item, PickReason
    from bot.domain.paper import Paper, Sighting
    from bot.domain.ports.catalogue import Catalogue

DOT = " · "
_MAX_READ_LENGTH = 2_000  # characters of a title, a gist or a name that are read
_NAME_LENGTH = 60  # UTF-16 code units, as all lengths below; of a person or an organization
_JOURNAL_LENGTH = 100
_BOX_LENGTH = 36  # of a subscription's name in a box (inline code): a longer one breaks across lines
_ENOUGH_DIVISOR = 3  # whole sentences are enough if they fill a third of the limit
_MAX_AUTHORS = 5  # all of them up to here, else the first three and the last
_MAX_NAMES = 5
_MAX_SOURCES = 4
_LIKED_LENGTH = 60  # of a liked paper's title, and of the words in common
# `We present Bench https://bench.org, a benchmark` loses the address, `is available at https://…` keeps it.
_NEEDLESS_ADDRESS = re.compile(
    r"(?<! at)(?<! from)(?<! in)(?<! on)(?<! via)(?<!:) (?:https?://[^\s(),;]+(?=[,;])|\(https?://[^\s()]+\))"
)
NO_BREAK = "\N{NO-BREAK SPACE}"
_SCHEMES = {"arxiv": "arXiv", "pmid": "PMID"}
_FEED_PREFIX = "feed:"
_DECISIONS_SHOWN = {"oral", "spotlight"}


def plain_title(paper: Paper, limit: int) -> str:
    """Return the title for a place without Markdown, marked if the paper was retracted."""
    title = _readable_title(paper, limit) or clip(clean(paper.number), limit) or gettext("Untitled paper")
    # NOTE: the title of a paper that its journal has withdrawn
    return clip(pgettext("title", "Retracted: {title}", title=title), limit) if paper.retracted else title


@default_on_error("")
def _readable_title(paper: Paper, limit: int) -> str:
    return clip(clean(unicode_text(paper.title[:_MAX_READ_LENGTH])), limit)


def title(paper: Paper, limit: int = TITLE) -> str:
    """Return the title for an embed, where Markdown is escaped."""
    return safe(plain_title(paper, limit), limit) or gettext("Untitled paper")


@lru_cache(2048)  # some 1 MB; a paper is posted in many channels
def plain_gist(text: str, limit: int) -> str:
    """Return a gist, cleaned and without needless addresses, ready for `highlighted`.

    A long one loses whole sentences if enough are left, else it is cut within a sentence.
    """
    cleaned = _NEEDLESS_ADDRESS.sub("", clean(text[:_MAX_READ_LENGTH]))
    if utf16_length(cleaned) <= limit:
        return cleaned
    whole = ""
    growing = accumulate(sentences(cleaned), "{} {}".format)
    for longer in takewhile(lambda text: utf16_length(text) <= limit, growing):
        whole = longer
    return whole if utf16_length(whole) * _ENOUGH_DIVISOR >= limit else clip(cleaned, limit)


def highlighted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text escaped, with the (start, end) ranges in bold; ranges can overlap in any order."""
    pieces: list[str] = []
    done = 0
    within = ((max(0, start), min(len(text), end)) for start, end in spans)
    for start, end in merged_spans(within, touching=True):
        pieces += [escape(text[done:start]), f"**{escape(text[start:end])}**"]
        done = end
    return "".join([*pieces, escape(text[done:])])


def marked_as_ai(summary: str) -> str:
    """Return a language model's summary (Markdown), marked as such."""
    # NOTE: behind a summary that a language model wrote; "AI" is short for that
    return gettext("{summary} ✎ AI", summary=summary)


def written_by(model: str) -> str:
    """Return a line that names the model, for a place without Markdown."""
    # NOTE: under an abstract; {model} is the name of a language model
    return gettext("✎ Summary by {model}", model=clip(clean(model[:_MAX_READ_LENGTH]), _NAME_LENGTH))


@default_on_error("")
def people(paper: Paper) -> str:
    """Return the authors (the first three … the last, +N), and the organization unless it is one of them."""
    shown = paper.authors if len(paper.authors) <= _MAX_AUTHORS else (*paper.authors[:3], paper.authors[-1])
    names = [name for author in shown if (name := safe(_name(author), _NAME_LENGTH))]
    if len(shown) < len(paper.authors) and len(names) > 1:
        hidden = len(paper.authors) - len(shown)
        # NOTE: the authors of a paper: the first ones, the last, and how many are not named
        line = pgettext(
            "card", "{first} … {last} (+{number})", first=listed(names[:-1]), last=names[-1], number=hidden
        )
    else:
        line = listed(names)
    organization = safe(_name(paper.organization or ""), _NAME_LENGTH)
    is_author = organization.casefold() in (name.casefold() for name in names)
    return line if is_author else joined(line, organization)


def _name(text: str) -> str:
    """Return a raw name with TeX as Unicode."""
    return unicode_text(text[:_MAX_READ_LENGTH])


@default_on_error("")
def first_author(paper: Paper, limit: int) -> str:
    """Return `Ada Lovelace +3`, for a place without Markdown."""
    name = clip(clean(_name(paper.authors[0])), _NAME_LENGTH) if paper.authors else ""
    if not name or not paper.authors[1:]:
        return clip(name, limit)
    # NOTE: the first author of a paper, and how many more it has
    return clip(pgettext("card", "{author} +{number}", author=name, number=len(paper.authors) - 1), limit)


@default_on_error("")
def popularity(sighting: Sighting, *, upvotes_only: bool = False) -> str:
    """Return `▲ 45 · 💬 3 · ★ 1,234` without zeros and unknown counts; with `upvotes_only` only the upvotes."""
    signals = sighting.signals
    counts = (("▲", signals.upvotes), ("💬", signals.comments), ("★", signals.stars or 0))
    return DOT.join(
        f"{sign} {number(count)}" for sign, count in counts[: 1 if upvotes_only else None] if count > 0
    )


@default_on_error(())
def subscription_names(item: Item) -> Sequence[str]:
    """Return the names of the subscriptions that a paper matches, each once, for a place without Markdown."""
    return list(dict.fromkeys(name for given, _ in item.matched if (name := clip(clean(given), _BOX_LENGTH))))


@default_on_error("")
def matched_line(item: Item) -> str:
    """Return `Matched:` and the subscriptions' names, each in a box; "" without names."""
    found = subscription_names(item)
    if not found:
        return ""
    # Inline code, which only a backtick could end, in one line.
    boxes = [f"`{without_backticks(name).replace(' ', NO_BREAK)}`" for name in found[:_MAX_NAMES]]
    more = [f"+{number(len(found) - _MAX_NAMES)}"] if len(found) > _MAX_NAMES else []
    # NOTE: {names} are the names of the subscriptions that a paper matches
    return pgettext("card", "Matched: {names}", names=" ".join([*boxes, *more]))


@default_on_error("")
def publication(paper: Paper) -> str:
    """Return `Published in Nature, 2026`; "" for a paper that is not known to be published."""
    if not (paper.published or paper.journal):
        return ""
    # NOTE: of a preprint; the journal is not known
    unknown = gettext("Published in a journal")
    journal = safe(_name(paper.journal or ""), _JOURNAL_LENGTH)
    # NOTE: {journal} may have the year: Nature, 2026
    return pgettext("card", "Published in {journal}", journal=journal) if journal else unknown


def version(paper: Paper) -> str:
    """Return `Version 2`; "" for a first version."""
    return pgettext("card", "Version {number}", number=paper.version) if paper.version > 1 else ""


def reason_line(reason: PickReason | None) -> str:
    """Return `Like *Speculative Decoding*, *Medusa*: draft model, verification`; "" without a reason."""
    if reason is None or not reason.like:
        return ""
    titles = [f"*{safe(unicode_text(one[:_MAX_READ_LENGTH]), _LIKED_LENGTH)}*" for one in reason.like]
    return pick_reason(titles, safe(listed(reason.words), _LIKED_LENGTH))


def identity(paper_id: str) -> str:
    """Return `arXiv:2503.02130`, for a place without Markdown."""
    scheme, _, number = paper_id.partition(":")
    return clip(clean(f"{_SCHEMES.get(scheme, scheme)}:{number}" if number else scheme), 2 * _NAME_LENGTH)


def public_identity(paper: Paper) -> str:
    """Return `identity`; "" for a paper that only a feed knows: its hash says nothing to people."""
    return "" if paper.id.startswith(_FEED_PREFIX) else identity(paper.id)


@default_on_error("")
def footer(sighting: Sighting, catalogue: Catalogue) -> str:
    """Return `arXiv:2503.02130 · arXiv · Hugging Face · #3`: lists last, since they rank.

    A conference's decision follows the titles, unless it is the usual one: `ICML 2026 · oral`.
    """
    readings = sighting.by_source
    if sighting.paper.announced:
        readings = [one for one in readings if one.paper.announced] or [sighting]
    readings = sorted(readings, key=lambda one: one.kind is SourceKind.LIST)
    shown = readings[: _MAX_SOURCES - 1] + readings[-1:] if len(readings) > _MAX_SOURCES else readings
    titles = [clip(clean(catalogue.title(one.paper.source)), _NAME_LENGTH) for one in shown]
    rank = f"#{sighting.signals.rank}" if sighting.paper.announced and sighting.signals.rank else ""
    decision = {sighting.paper.decision or ""} & _DECISIONS_SHOWN
    return joined(public_identity(sighting.paper), *titles, *decision, rank)


def day(sighting: Sighting) -> str:
    """Return a paper's list day; `looked up on 12 Nov` for a paper that no source announced.

    A later version or a preprint's article, posted as a paper of its own, was not looked up.
    """
    written, paper = short_day(sighting.signals.list_day), sighting.paper
    if paper.announced or paper.preprint or (version(paper) and paper.id.endswith(f"v{paper.version}")):
        return written
    # NOTE: in a line of facts under a paper: a person looked it up that day
    return gettext("looked up on {day}", day=written)


def joined(*facts: str) -> str:
    """Join the non-empty facts into one line."""
    return DOT.join(fact for fact in facts if fact)
