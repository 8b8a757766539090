"""Another user of the machine, for tests that root runs."""

import os
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def acting_as(user: int) -> Generator[None]:
    """Be another user for a while."""
    os.setegid(user)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
