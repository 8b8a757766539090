"""Organizations go by several names."""

from __future__ import annotations

import pytest

from bot.domain.paper import Sighting
from bot.query import QueryIndex, parse
from bot.query.analysis.other_names import organizations
from bot.query.analysis.requirements import term_keys
from tests.unit.query.papers import paper, signals
from tests.unit.search.indexes import filled
from tests.unit.search.indexes import found as found_in


def _finds(query: str, organization: str) -> bool:
    """Alone and in either index alike."""
    seen = Sighting(paper=paper(organization=organization), signals=signals())
    index: QueryIndex[int] = QueryIndex()
    index.add(1, parse(query))
    found = {
        parse(query).matches(seen.paper, seen.signals),
        bool(found_in(filled([seen]), parse(query), [seen])),
        bool(index.match(seen.paper, seen.signals)),
    }
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(
    ("query", "organization"),
    [
        ('org:"UC Berkeley"', "University of California, Berkeley"),
        ('org:"University of California, Berkeley"', "University of California, Berkeley"),
        ('org:"University of California, Berkeley"', "UC Berkeley"),
        ("org:berkeley", "University of California, Berkeley"),
        ("org:MIT", "Massachusetts Institute of Technology"),
        ('org:"Massachusetts Institute of Technology"', "MIT HAN Lab"),
        ("org:CMU", "Carnegie Mellon University"),
        ('org:"Carnegie Mellon"', "Language Group at CMU"),
        ("org:ETH", "ETH Zürich"),
        ("org:ETH", "Swiss Federal Institute of Technology, Zürich"),
        ('org:"Max Planck"', "MPI for Intelligent Systems"),
        ("org:MPI", "Max-Planck-Institut für Informatik"),
        ("org:PKU", "PekingUniversity"),
        ("org:NTU", "Nanyang Technological University"),
        ("org:NTU", "NTU Singapore"),
        ('org:"Meta AI"', "AI at Meta"),
        ("affiliation:NUS", "National University of Singapore"),
        ("org:hku", "The University of Hong Kong"),
        ("org:LLM", "Large Language Model Lab"),
    ],
)
def test_an_organization_is_found_by_any_of_its_names(query: str, organization: str) -> None:
    """A name finds the others."""
    assert _finds(query, organization)


@pytest.mark.parametrize(
    ("query", "organization"),
    [
        ('org:"Nanyang Technological University"', "MMLab@NTU"),
        ("org:HKU", "The Chinese University of Hong Kong"),
        ("org:HKU", "Hong Kong University of Science and Technology"),
        ("org:UTS", "UT Austin"),
        ("org:USTC", "University of Electronic Science and Technology of Wuhan"),
        ("org:TUM", "Technical University of Berlin"),
    ],
)
def test_another_organization_is_not_found(query: str, organization: str) -> None:
    """A name that could be of several finds their long forms, and is not found by one of them."""
    assert not _finds(query, organization)


def test_organizations_are_known_in_their_field_alone() -> None:
    """MIT in an abstract may be anything."""
    seen = paper(abstract="The MIT license.")
    assert not parse('"Massachusetts Institute of Technology"').matches(seen, signals())


def test_no_name_stands_twice_in_the_table() -> None:
    """Each name belongs to one organization, or one that means several."""
    names = organizations(term_keys)
    assert all(names.values())
    for name, others in names.items():
        assert name not in others
        assert all(name in names[other] for other in others if other in names)
