"""Fetching over HTTP, the same for every source.

`fetcher` asks (`get`) or hands over a document (`post`), within limits of time and size; `responses` reads what
came. `paging` reads answers of several pages.
"""
