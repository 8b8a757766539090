"""Summaries by a language model, without a network."""
