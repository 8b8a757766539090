"""Parse `…-orals-posters.json` and `…-abstracts.json` of a virtual site. Pure.

The first lists events; the talk and the poster of a paper have the same `uid`. The second maps numbers of events
to abstracts; it is needed where the events themselves have none.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bot.domain.errors import SourceError
from bot.domain.identity import feed_id, paper_id
from bot.domain.paper import Links, Paper
from bot.sources.bodies.json_members import members
from bot.sources.bodies.json_values import as_count, http_url, mapping, one_line, sequence
from bot.sources.bodies.markup import plain_text
from bot.sources.bodies.papers import abstract_of, name_of, names_of, title_of
from bot.sources.conferences.families import MOST_ENTRIES, Conference, Programme

if TYPE_CHECKING:
    from collections.abc import Mapping


_MAX_TEXT_LENGTH = 60_000  # characters
_MAX_KEYWORDS = 50
_MAX_UNESCAPED = 3  # times that entities are resolved: `&amp;amp;` has been seen
_DOUBLED_BACKSLASH = re.compile(r"\\\\(?=[A-Za-z%$&_#{}])")
_WORD = re.compile(r"[a-z0-9]+%?")
_OPENREVIEW_FORUM = re.compile(r"https://openreview\.net/forum\?id=([\w-]{5,30})")
# Best first, with the words that stand for each: ICML 2022 had long presentations, ICLR 2023 the notable top 5%.
_DECISIONS = {"oral": {"oral", "long", "5%"}, "spotlight": {"spotlight", "short", "25%"}, "poster": {"poster"}}


def parse_events(body: bytes, conference: Conference) -> Programme:
    """Parse the talks and posters of a conference into papers. Raises SourceError.

    Hidden events are left out. The list is not complete if it counts more events or names a next page.
    """
    host = conference.host
    papers: dict[str, Paper] = {}
    numbers: dict[str, str] = {}
    envelope: dict[str, object] = {}
    listed = skipped = 0
    for name, value in islice(members(body, host, "results"), MOST_ENTRIES):
        if name != "results":
            envelope[name] = value
            continue
        listed += 1
        item = mapping(value)
        number = str(as_count(item.get("id")) or "")
        key = one_line(item.get("uid"), 100) or number
        paper = _paper(item, key, conference) if key else None
        if item.get("visible") is False:
            continue
        if paper is None:
            skipped += 1
            continue
        papers[key] = _together(papers[key], paper) if key in papers else paper
        numbers[number] = key
    count = as_count(envelope.get("count"))
    if count is None:
        raise SourceError(f"{host} answered with something that is no list of talks and posters: update Paperboy.")
    return Programme(
        papers=papers,
        skipped=skipped,
        shortfall=f"{listed:,} of {count:,}" if count > listed or envelope.get("next") else "",
        events={number: key for number, key in numbers.items() if not papers[key].abstract},
    )


def with_abstracts(programme: Programme, body: bytes, host: str) -> Programme:
    """Add the abstracts of papers that have none. Raises SourceError."""
    papers = dict(programme.papers)
    for number, value in members(body, host):
        key = programme.events.get(number)
        if key and not papers[key].abstract:
            papers[key] = replace(papers[key], abstract=_abstract(value))
    return programme._replace(papers=papers, events={})


def _paper(item: Mapping[str, object], key: str, conference: Conference) -> Paper | None:
    title = title_of(plain_text(_unescaped(item.get("name"))))
    if title is None:
        return None
    site = urljoin(conference.url, "/")
    forum, pdf, project = (http_url(item.get(name)) for name in ("paper_url", "paper_pdf_url", "url"))
    if not pdf and (found := _OPENREVIEW_FORUM.fullmatch(forum or "")):
        pdf = f"https://openreview.net/pdf?id={found[1]}"
    on_arxiv = paper_id(*filter(None, (forum, pdf, project))) or ""
    authors = [mapping(author) for author in sequence(item.get("authors"))]
    organization = next((_unescaped(author.get("institution")) for author in authors), "")
    path = one_line(item.get("virtualsite_url"), 500) or ""  # or a whole address
    page = path and (http_url(path) or http_url(site + path.lstrip("/")))
    topic = _unescaped(item.get("topic")).split("->")
    keywords = [_unescaped(word) for word in sequence(item.get("keywords"))[:_MAX_KEYWORDS]]
    return Paper(
        id=on_arxiv if on_arxiv.startswith("arxiv:") else feed_id(conference.source, key),
        source=conference.source,
        title=title,
        abstract=_abstract(item.get("abstract")),
        links=Links(page=page or forum or site, abstract=forum, pdf=pdf, project=project),
        authors=names_of(_unescaped(author.get("fullname")) for author in authors),
        organization=name_of(organization),
        keywords=tuple(dict.fromkeys(names_of([*topic, *keywords], _MAX_KEYWORDS))),
        conferences=(conference.name,),
        decision=_decision(item),
    )


def _together(one: Paper, other: Paper) -> Paper:
    """Return a paper as two of its events describe it."""
    decisions = [one.decision, other.decision]
    return replace(
        one.filled_from(other),
        id=min(one.id, other.id),  # arXiv's before our own
        abstract=one.abstract or other.abstract,
        authors=max(one.authors, other.authors, key=len),
        decision=next((name for name in _DECISIONS if name in decisions), None),
    )


def _decision(item: Mapping[str, object]) -> str | None:
    """Return how a paper was accepted; "poster" for a decision in other words, None if nothing says it."""
    decision, kind = (one_line(item.get(name), 100) or "" for name in ("decision", "eventtype"))
    words = {*_WORD.findall(f"{decision} {kind}".casefold())}
    found = (name for name, signs in _DECISIONS.items() if not words.isdisjoint(signs))
    return next(found, "poster" if decision else None)


def _abstract(value: object) -> str:
    return abstract_of(_DOUBLED_BACKSLASH.sub(r"\\", plain_text(_unescaped(value))))


def _unescaped(value: object) -> str:
    """Return a string without entities, which can be escaped twice; "" for anything else."""
    text = value[:_MAX_TEXT_LENGTH] if isinstance(value, str) else ""
    for _ in range(_MAX_UNESCAPED):
        text = html.unescape(text)
    return text
