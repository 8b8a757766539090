"""The status of a store, from the process that holds it or from the store itself."""

import pytest

from bot.app.control import NobodyAnswersError, ask_running, serve_control


async def test_a_database_gets_no_socket():
    """Any process may ask it, so nobody answers for it, and no folder is needed."""
    url = "postgresql://127.0.0.1:1/x"
    async with serve_control(url, {}):
        with pytest.raises(NobodyAnswersError, match="has no control socket"):
            await ask_running(url, "status")
