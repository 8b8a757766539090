"""Controls that remove checks of answers: their sender, subject and age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.discord_io.permissions import history_problem
from bot.discord_io.posting import history, notifier
from bot.discord_io.requests import failures, trace
from bot.domain.alert import MessageState
from bot.domain.errors import HistoryUnreadableError
from bot.service.deliver import retry_decision
from bot.service.deliver.blocked_destinations import Blocks

if TYPE_CHECKING:
    from bot.domain.alert import Message
    from bot.domain.errors import DeliveryError
    from bot.domain.subscription import Destination

_CLIENT_ERRORS = range(400, 500)


def believes_proxies():
    """Whoever says no is Discord: then the post surely is not out, and nothing is looked for."""
    failures._is_from_proxy = lambda _: False
    failures._REQUEST_TIMEOUT = 0
    trace._is_definite_refusal = lambda status, _: status in _CLIENT_ERRORS


def believes_any_history():
    """What is no list of messages is an empty one, and an empty one is the truth."""

    def require_page(answer: Any) -> Any:
        return [item for item in answer if "channel_id" in item] if isinstance(answer, list) else []

    async def still_exists(*_: object) -> bool:
        return False

    history.require_page = require_page
    notifier.still_exists = still_exists


def believes_its_cache():
    """Whether a history may be read is what the gateway said last."""

    async def require_history(self: notifier.DiscordNotifier, destination: Destination) -> int:
        cached = self._cached(self._guild(destination), destination.id)
        if cached is not None and (problem := history_problem(*cached)):
            raise HistoryUnreadableError(problem)
        return 0

    notifier.DiscordNotifier._require_history = require_history


def splits_nothing():
    """A digest with one bad paper is given up as a whole."""

    def give_up(_message: Message, error: DeliveryError) -> retry_decision.End:
        return retry_decision.End(state=MessageState.DEAD, reason=str(error), in_doubt=error.in_doubt)

    retry_decision._give_up = give_up


def lifts_nothing():
    """A channel that was blocked once is never tried again."""

    async def can_retry(*_: object) -> bool:
        return False

    Blocks._can_retry = can_retry
