"""The preprint servers that can be polled: a new one is one line."""

from __future__ import annotations

from typing import Final

from bot.domain.ports.catalogue import letters_and_digits

# The titles, and the prefix of the DOIs: one under which nothing else is registered.
_PREFIXES: Final = {
    "Authorea": "10.22541",
    "ChemRxiv": "10.26434",
    "EarthArXiv": "10.31223",
    "OSF Preprints": "10.31219",
    "Preprints.org": "10.20944",
    "PsyArXiv": "10.31234",
    "Research Square": "10.21203",
    "SocArXiv": "10.31235",
    "SSRN": "10.2139",
    "TechRxiv": "10.36227",
}
SERVERS: Final = {letters_and_digits(title): (title, prefix) for title, prefix in _PREFIXES.items()}
"""Title and prefix by name: `chemrxiv`."""
