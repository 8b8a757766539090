"""A gist is made once for a paper, however many channels it is posted in."""

from __future__ import annotations

from dataclasses import replace

from bot.text.summary import GistCache
from tests.support.fakes import sighting

_DAY = 2_800  # papers of a full day of arXiv


class _Counting:
    """Makes gists and counts them."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, _: object) -> str:
        self.made += 1
        return f"gist {self.made}"


def test_a_day_of_papers_for_two_channels_is_read_once() -> None:
    """The second channel has what was made for the first, though its papers are read from the store anew."""
    counting = _Counting()
    gists = GistCache(counting)
    first, second = ([gists(sighting(f"2511.{n:05}").paper) for n in range(_DAY)] for _ in range(2))
    assert first == second
    assert counting.made == _DAY


def test_a_paper_that_says_something_else_has_another_gist() -> None:
    """A new abstract counts; new links and keywords say nothing else."""
    gists = GistCache(_Counting())
    paper = sighting().paper
    assert gists(paper) == gists(replace(paper, keywords=("diffusion",)))
    assert gists(paper) != gists(replace(paper, abstract="It was wrong."))


def test_only_the_last_thousands_are_kept() -> None:
    """What was asked for long ago is made again; what was asked for again is not."""
    counting = _Counting()
    gists = GistCache(counting)
    papers = [sighting(f"2511.{n:05}").paper for n in range(4097)]
    for paper in papers[:-1]:
        gists(paper)
    gists(papers[0])
    gists(papers[-1])
    assert counting.made == len(papers)
    gists(papers[0])
    assert counting.made == len(papers)
    gists(papers[1])
    assert counting.made == len(papers) + 1
