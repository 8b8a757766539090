"""Hugging Face Daily Papers: `source` reads a list day, page by page; `parse` makes papers of a page.

`settings` has what a host chooses, and builds it.
"""
