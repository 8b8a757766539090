"""Killing what keeps the index of past papers, and comparing what the next one finds."""
