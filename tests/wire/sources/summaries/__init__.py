"""Summaries by a language model, against a server on loopback."""
