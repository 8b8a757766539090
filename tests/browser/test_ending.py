"""The ways to end the demo."""

import socket
from pathlib import Path

import pytest

from tests.browser.conftest import start_demo


def test_ctrl_c_ends_it_cleanly(tmp_path: Path):
    """Exit code 0, nothing on the error stream, and no file left."""
    with start_demo(tmp_path) as demo:
        code, out, err = demo.end()
    assert code == 0
    assert err == ""
    assert out.splitlines()[-1] == "The demo has ended. Its data was deleted."
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_answered_with_a_sentence(tmp_path: Path):
    """The exit is a failure with one line that names the port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with (
            pytest.raises(pytest.fail.Exception, match=f"cannot listen on port {port}"),
            start_demo(tmp_path, "--port", port),
        ):
            pass
