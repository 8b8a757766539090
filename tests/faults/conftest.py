"""A harness or a scenario for each test of the fault matrix."""

from tests.wire.support.fixtures import harness, scenario

__all__ = ["harness", "scenario"]
