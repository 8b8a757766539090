"""Hugging Face Daily Papers: `source` reads a list day, page by page; `parse` makes papers of a page.

`settings` has what a host chooses, and builds it. `repeated_lists` notices when one day's list is given for
another's.
"""
