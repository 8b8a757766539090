"""A conference's paper is linked to its preprint by title and first author, without a false pair."""

import gzip
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from bot.domain.paper import Paper
from bot.service.poll.conference_duplicates import is_same, title_key
from bot.sources.conferences.anthology import parse_volumes
from bot.sources.conferences.families import find_conference
from bot.sources.conferences.pmlr import parse_volume
from tests.support.data import shared
from tests.support.fakes import paper

_SAME_TITLE = "Learning to Plan with Flow: A Study"


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        (_SAME_TITLE, "Ada Lovelace", True),
        ("learning to plan, with  {FLOW} -- a Study.", "Lovelace, A.", True),
        (_SAME_TITLE, "A. Lövelace", True),
        (_SAME_TITLE, "Lovelace Ada", True),
        (_SAME_TITLE, "Alan Turing", False),
        (_SAME_TITLE, "", False),
        ("Learning to Plan with Flows: A Study", "Ada Lovelace", False),
        ("Learning to Plan with Flow: A Study, Part 2", "Ada Lovelace", False),
    ],
)
def test_title_and_first_author_decide(title: str, author: str, *, expected: bool):
    """Case, accents, punctuation and the order of names do not matter; another number or word does."""
    one = paper(title=_SAME_TITLE, authors=("Ada Lovelace", "Alan Turing"))
    other = paper(title=title, authors=(author,) if author else ())
    assert is_same(one, other) is is_same(other, one) is expected


def test_formulas_are_compared_as_they_read():
    """TeX and Unicode are the same."""
    assert title_key("$\\pi_0$: Caf\\'e $3\\times$ faster") == title_key("π₀: Café 3× faster")


def test_recorded_papers_make_no_false_pair():
    """No two recorded preprints are the same paper; ten orals of ICML 2026 are the right ten preprints."""
    preprints = defaultdict[str, list[Paper]](list)
    for one in {one.id: one for one in _preprints()}.values():
        preprints[title_key(one.title)].append(one)
    assert not [titled for titled in preprints.values() if len(titled) > 1]
    found = {
        one.id
        for accepted in _accepted()
        for one in preprints.get(title_key(accepted.title), ())
        if is_same(one, accepted)
    }
    assert found == {
        *("arxiv:2506.11653", "arxiv:2511.19900", "arxiv:2512.07843", "arxiv:2512.09106", "arxiv:2512.20757"),
        *("arxiv:2601.08828", "arxiv:2601.18418", "arxiv:2602.10179", "arxiv:2602.10623", "arxiv:2605.28902"),
    }


def _preprints() -> Iterator[Paper]:
    for path in shared("hf_daily_papers").glob("*/*.json.gz"):
        for item in json.loads(gzip.decompress(path.read_bytes())):
            inner = item["paper"]
            names = tuple(author["name"] for author in inner["authors"])
            yield paper(inner["id"], title=inner["title"], authors=names)
    for line in gzip.decompress(shared("arxiv_abstracts.jsonl.gz").read_bytes()).splitlines():
        row = json.loads(line)
        yield paper(row["id"], title=row["title"], authors=tuple(row["authors"].split(", ")))


def _accepted() -> Iterator[Paper]:
    for file, name in (("2024.acl.long.xml", "acl-2024"), ("2024.tacl.xml", "tacl-2024")):
        acl = find_conference(name)
        assert acl is not None
        yield from parse_volumes(shared(f"acl_anthology/{file}").read_bytes(), acl).papers.values()
    midl = find_conference("pmlr-v250")
    assert midl is not None
    yield from parse_volume(shared("pmlr/v250/MIDL2024.bib").read_bytes(), midl).papers.values()
    page = gzip.decompress(shared("conference_programmes/icml-2026-events-oral.html.gz").read_bytes()).decode()
    for title, names in re.findall(
        r'event-title".*?<a[^>]*>(.*?)</a>.*?event-speakers"[^>]*>(.*?)</div>', page, re.DOTALL
    ):
        authors = tuple(html.unescape(re.sub("<[^>]*>", "", name)).strip() for name in names.split("⋅"))
        yield paper("0", title=html.unescape(title).strip(), authors=authors)
