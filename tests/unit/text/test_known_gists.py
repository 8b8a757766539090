"""A gist is made once per paper, however many channels get it."""

from dataclasses import replace

from bot.text.summary import GistCache
from tests.support.fakes import sighting

_DAY = 2_800  # papers of a full day of arXiv


class _Counting:
    """Maker of gists that counts them."""

    def __init__(self):
        self.made = 0

    def __call__(self, _: object) -> str:
        self.made += 1
        return f"gist {self.made}"


def test_a_day_of_papers_for_two_channels_is_read_once():
    """The second channel gets cached gists, though its papers are read from the store again."""
    counting = _Counting()
    gists = GistCache(counting)
    first, second = ([gists(sighting(f"2511.{n:05}").paper) for n in range(_DAY)] for _ in range(2))
    assert first == second
    assert counting.made == _DAY


def test_a_changed_abstract_has_another_gist():
    """A new abstract makes a new gist; new links and keywords do not."""
    gists = GistCache(_Counting())
    paper = sighting().paper
    assert gists(paper) == gists(replace(paper, keywords=("diffusion",)))
    assert gists(paper) != gists(replace(paper, abstract="It was wrong."))


def test_only_the_last_thousands_are_kept():
    """Gists that were used long ago are made again; those used recently are not."""
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
