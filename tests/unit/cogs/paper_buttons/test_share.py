"""Double presses of *Share here*."""

import re
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.discord_io.interactions.errors import DeniedError
from cogs.paper_buttons.share import ShareHandler
from cogs.shared.guards import Presses


async def test_what_is_being_shared_is_not_shared_again():
    """The second press of a double click, and one without a message, post nothing."""
    handler = ShareHandler(cast("Any", SimpleNamespace(presses=Presses())))
    handler._in_progress.add(5)
    match = cast("re.Match[str]", re.match("", ""))
    for message in (None, SimpleNamespace(id=5)):
        with pytest.raises(DeniedError, match="already being shared"):
            await handler._pressed(cast("Any", SimpleNamespace(message=message)), match)
