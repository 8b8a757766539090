"""Queries that are refused because no paper can match them."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.paper import Paper
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.query import QueryError, parse
from bot.query.errors import UnmatchableError
from bot.query.paper_view import PaperView
from bot.query.syntax.adjacency import with_joined_neighbours
from bot.query.syntax.parser import Parser
from tests.unit.query.papers import paper, signals

_WORDS = st.sampled_from(
    [
        *("back", "door", "backs", "doors", "backdoor", "backdoors", "data", "set", "dataset", "o", "1", "o1"),
        *("the", "model", "models", "language", "large", "LLM", "LM", "text", "to", "image", "text2image"),
        *("C", "C++", "optimisation", "optimization", "state", "of", "art", "box", "boxes", "GPT", "4", "cafe"),
    ]
)
_ROWS = st.lists(_WORDS, min_size=1, max_size=3)
_FIELD = st.sampled_from(["", "", "", "title:", "author:", "org:"])


def _phrase(words: list[str]) -> str:
    return f'"{" ".join(words)}"'


def _literal(words: list[str]) -> str:
    return f"={_phrase(words)}"


def _beginning(words: list[str]) -> str:
    return f'"{" ".join(words)}*"'


_FORMS = st.sampled_from([_phrase, _literal, _beginning, " ".join, "-".join, "".join])


@st.composite
def _queries(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Return a query with a term and an exclusion of a part of it, each in one of its forms; and all its words."""
    words = draw(_ROWS)
    at = draw(st.integers(0, len(words) - 1))
    some = words[at : draw(st.integers(at + 1, len(words)))]
    field, other_field = draw(_FIELD), draw(_FIELD)
    wanted, unwanted = draw(_FORMS)(words), draw(_FORMS)(some)
    if " " in wanted and '"' not in wanted:
        wanted = f"{field}({wanted})" if field else wanted
    else:
        wanted = f"{field}{wanted}"
    unwanted = f"({unwanted})" if " " in unwanted and '"' not in unwanted else unwanted
    parts = [wanted, f"-{other_field}{unwanted}"]
    return " ".join(parts if draw(st.booleans()) else reversed(parts)), words


@st.composite
def _papers(draw: st.DrawFn, words: list[str]) -> Paper:
    """Return a paper with these words in some of its fields, joined in every way, or in one."""
    glue = st.sampled_from(["", "", "-", " ", " ", "(", ". ", " (", ") ", "_", "/"])
    known = st.sampled_from(words) | _WORDS

    def text() -> str:
        own = "".join(word + draw(glue) for word in words)
        other = "".join(word + draw(glue) for word in draw(st.lists(known, max_size=3)))
        return draw(st.sampled_from([own, other, f"{own} {other}", "".join(words), f"({''.join(words)})"]))

    return paper(text(), text(), authors=(text(),), organization=text(), keywords=(text(),))


def _is_refused(query: tuple[str, list[str]]) -> bool:
    try:
        parse(query[0])
    except UnmatchableError:
        return True
    except QueryError:
        return False
    return False


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data(), query=_queries().filter(_is_refused))
def test_no_paper_matches_a_refused_query(data: st.DataObject, query: tuple[str, list[str]]):
    """A query that is refused would have matched no spelling or joining of a paper's words."""
    text, words = query
    tree = with_joined_neighbours(Parser(text, EMPTY_CATALOGUE).unchecked_tree())
    for _ in range(4):
        view = PaperView(data.draw(_papers(words)), signals())
        assert not tree.holds(view)
