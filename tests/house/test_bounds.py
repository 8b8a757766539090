"""Every queue that people can fill is bounded, and the documents give the numbers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bot.app.web import clients, listener
from bot.discord_io import command_access_lookup
from bot.discord_io.interactions import running_commands
from bot.service.added_sources import added_sources, polls
from bot.service.papers import lookups, pages, saved
from bot.service.subscriptions import drafts, subscriptions
from bot.service.subscriptions.rules import Limits
from bot.settings.model import AddedSources as AddedSourceSettings
from bot.sources.http import public_addresses
from bot.sources.summaries import writer
from cogs.shared import attachments, open_replies
from tests.house.files import own_files, text
from tests.support.paths import ROOT

_LIMITS: Final = Limits()
# The numbers of a row of the document, in their order, by how it begins.
_NUMBERS: Final[dict[str, list[Any]]] = {
    "subscriptions": [*[_LIMITS.per_channel] * 2, _LIMITS.per_guild],
    "commands": [running_commands.MAX_PER_PERSON, running_commands.MAX_IN_TOTAL],
    "previews": [drafts.PREVIEWS.per_person, drafts.PREVIEWS.in_total],
    "imports": [drafts.IMPORTS.per_person, drafts.IMPORTS.in_total],
    "files": [1, attachments.MAX_AT_ONCE],
    "changes": [subscriptions.MOST_TOMBSTONES, subscriptions.MOST_TOMBSTONES_IN_TOTAL],
    "panels": [open_replies.MAX_PER_PERSON, open_replies.MAX_PEOPLE],
    "papers": [lookups.MAX_PER_PERSON, lookups.MAX_RUNNING],
    "what was": [lookups.MAX_REMEMBERED],
    "orders": [pages.MAX_ORDERS],
    "who may": [command_access_lookup.MAX_SERVERS],
    "forms": [drafts.FORMS.per_person, drafts.FORMS.in_total],
    "summaries": [writer.MAX_AT_ONCE],
    "requests to addresses": [1, public_addresses.MAX_AT_ONCE],
    "look-ups": [public_addresses.MAX_LOOKUPS],
    "connections": [listener.MAX_CONNECTIONS],
    "requests to the web": [clients.MAX_PER_MINUTE, clients.MAX_CLIENTS],
    "saved papers": [saved.MOST_SAVED],
    "reminders": [],
    "new papers": [polls.MOST_PAPERS_A_DAY],
    "sources that": [AddedSourceSettings().per_server, added_sources.MOST_IN_TOTAL],
}
_GROWING: Final = frozenset(
    {
        "Counter",
        "Locks",
        "OrderedDict",
        "Queue",
        "WeakValueDictionary",
        "defaultdict",
        "deque",
        "dict",
        "list",
        "set",
    }
)
# Folders whose objects live as long as a query or a paper is worked on, or hold what the store does; tools.
_ELSEWHERE: Final = tuple(
    f"bot/{name}/" for name in ("query", "text", "store", "search", "demo", "cli", "settings")
)
_BOUNDED_BY: Final = {
    "AddedSources.built": "the table",
    "AddedSources.stored": "the table",
    "_Server._open": "the table",
    "FeedPage._bodies": "16 MB",
    "FeedPage._locks": "requests under way",
    "Replica._apps": "shards",
    "Replica._tasks": "shards",
    "AccessLookup._cached": "the table",
    "RunningCommands._tasks": "the table",
    "ProcessRanker._models": "2,000 models",
    "Reactions._events": "10,000 events; then their posts are read again",
    "Reactions._unread": "10,000 posts",
    "Reactions._paper_ids": "1,000 posts",
    "Reactions._destinations": "channels",
    "DiscordNotifier._searched": "messages in doubt, of the outbox",
    "Pacer._sent": "the requests of a second",
    "Breaker._invalid": "the requests of ten minutes, at which it opens",
    "Gate._closed_by": "requests under way",
    "SubscriptionCache.baselines": "subscriptions",
    "SubscriptionCache._by_id": "subscriptions",
    "SubscriptionCache._groups": "subscriptions",
    "SubscriptionCache._tombstones": "the table",
    "Blocks._lifted": "channels that were blocked",
    "Blocks._next_tries": "blocked channels",
    "Biorxiv._version_counts": "days that are still read",
    "StrangersFetcher._turns": "the table",
    "ChatServer._refused": "three parameters",
    "SuspectAnswers._seen": "strange answers of a day, of which each poll has one",
    "Attempt._writing": "messages under way, 64 at most",
    "Tenure._posts": "messages under way, 64 at most",
    "Blocks._without_trouble": "channels that have subscriptions",
    "Deliverer._running": "messages under way: 64 posts and 500 mails at most",
    "Deliverer._mailing": "the mails of them",
    "PostedCards._retries": "cards of the last 48 hours",
    "PostedCards._up_to_date": "papers of the note, a thousand at most",
    "PostedCards._not_edited": "channels, all replaced at each look",
    "Locks._by_key": "what is locked at this moment",
    "Lookups._running": "the table",
    "Lookups._not_found": "the table",
    "Lookups._cooldowns": "sources",
    "Counts._known": "one answer",
    "Pages._orders": "the table",
    "Matcher._indexed": "subscriptions",
    "Subscriptions._writing": "what is locked at this moment",
    "HuggingFace._lists": "list days that are read",
    "SummaryWriter._requests": "papers that are due, and an hour",
    "SummaryWriter._waits": "channels that wait",
    "Forms._forms": "forms that there are",
    "FileSlots._people": "the table",
    "SeveralMistakesError._found": "fields of a form",
    "ShareHandler._in_progress": "presses that are being answered",
    "OpenReplies._open": "the table",
}


def _rows() -> dict[str, list[int]]:
    """The numbers for each and for all in the table of the document, by what waits."""
    section = text("docs/reliability.md").partition("## What people can make wait\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    return {
        what.strip(): [int(one) for one in re.findall(r"\d+", each + of_all)]
        for what, each, of_all, *_ in rows[1:]
    }


def _growing(path: Path) -> Iterator[str]:
    """Attributes that an object begins with and that can grow, as `Class.attribute`."""
    for made in ast.walk(ast.parse(path.read_text("utf-8"))):
        for begin in made.body if isinstance(made, ast.ClassDef) else ():
            if isinstance(begin, ast.FunctionDef) and begin.name == "__init__":
                yield from (f"{made.name}.{name}" for name in _made_growing(begin))


def _made_growing(begin: ast.FunctionDef) -> Iterator[str]:
    for one in ast.walk(begin):
        if isinstance(one, ast.AnnAssign | ast.Assign) and _grows(one.value):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            yield from (target.attr for target in targets if isinstance(target, ast.Attribute))


def _grows(value: ast.expr | None) -> bool:
    """Return True for an empty container, or one that is made by a known name."""
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List | ast.Set):
        return not value.elts
    if not isinstance(value, ast.Call):
        return False
    made = value.func.value if isinstance(value.func, ast.Subscript) else value.func
    return (made.attr if isinstance(made, ast.Attribute) else getattr(made, "id", "")) in _GROWING


def test_the_document_has_the_numbers_of_the_code():
    """Each row of the table says what the constants are, and there is one for each."""
    rows = _rows()
    told = {begin: numbers for begin in _NUMBERS for row, numbers in rows.items() if row.startswith(begin)}
    assert told == _NUMBERS
    assert len(rows) == len(_NUMBERS)


def test_whatever_grows_in_memory_has_a_bound():
    """Every container that an object lives with is listed here, with its bound; a new one has to be thought of."""
    names = {path: path.relative_to(ROOT).as_posix() for path in own_files(".py")}
    ours = [path for path, name in names.items() if name.startswith(("bot/", "cogs/"))]
    looked_at = [path for path in ours if not names[path].startswith(_ELSEWHERE)]
    assert {one for path in looked_at for one in _growing(path)} == set(_BOUNDED_BY)


def test_a_new_one_is_found(tmp_path: Path):
    """The control: whether it is written as a literal, with its type, or by a name."""
    made = ("self.a = {}", "self.b: list[int] = []", "self.c = deque[int]()", "self.d = 1")
    (tmp_path / "new.py").write_text("\n  ".join(("class A:\n def __init__(self):", *made)))
    assert set(_growing(tmp_path / "new.py")) == {"A.a", "A.b", "A.c"}
