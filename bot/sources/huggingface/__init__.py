"""Hugging Face Daily Papers: `source` fetches a list day page by page, `parse` turns a page into papers.

`settings` has its settings and builds it.
"""
