"""How many there are of something, in English: for logs and the command line. People read `bot/language`."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`1 paper`, `7 papers`; the noun takes an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
