"""Conferences: which are known, and the parsers of their programmes."""
