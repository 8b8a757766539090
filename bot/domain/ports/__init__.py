"""Ports: interfaces (Protocols) through which services use storage, sources, search and Discord.

Times are aware UTC datetimes, days are list days, numeric ids are Discord snowflakes. Implementations are
called from one event loop, `Renderer` and `ServerLocales` from threads, too.
"""

from bot.domain.ports.mail import Mail, MailSender
from bot.domain.ports.notifier import ChannelCheck, NoticeSender, Notifier, PostPermit, ResumeButton, ServerLocales
from bot.domain.ports.observer import Observer, PollReport
from bot.domain.ports.outbox import OutboxStore
from bot.domain.ports.past_papers import (
    UNANNOUNCED,
    Findings,
    Neighbour,
    Order,
    PastPapers,
    PastState,
    Spelling,
)
from bot.domain.ports.ranking import Pick, PickTask, Ranker, Taste
from bot.domain.ports.renderer import Renderer
from bot.domain.ports.source import (
    AddedSourceKinds,
    Gives,
    ListSource,
    PaperLookup,
    Source,
    SourceKind,
    SourceSpec,
    StreamPart,
    StreamSource,
    lists_of,
    streams_of,
)
from bot.domain.ports.store import NoteStore, PaperStore, Store, SubscriptionStore
from bot.domain.ports.store_data import PollCommit, Revision, StoreCounts
from bot.domain.ports.summaries import Fallback, Summaries, SummaryOutcome

__all__ = [
    "UNANNOUNCED",
    "AddedSourceKinds",
    "ChannelCheck",
    "Fallback",
    "Findings",
    "Gives",
    "ListSource",
    "Mail",
    "MailSender",
    "Neighbour",
    "NoteStore",
    "NoticeSender",
    "Notifier",
    "Observer",
    "Order",
    "OutboxStore",
    "PaperLookup",
    "PaperStore",
    "PastPapers",
    "PastState",
    "Pick",
    "PickTask",
    "PollCommit",
    "PollReport",
    "PostPermit",
    "Ranker",
    "Renderer",
    "ResumeButton",
    "Revision",
    "ServerLocales",
    "Source",
    "SourceKind",
    "SourceSpec",
    "Spelling",
    "Store",
    "StoreCounts",
    "StreamPart",
    "StreamSource",
    "SubscriptionStore",
    "Summaries",
    "SummaryOutcome",
    "Taste",
    "lists_of",
    "streams_of",
]
