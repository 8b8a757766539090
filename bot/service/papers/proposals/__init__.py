"""Proposed queries, based on how many stored papers have a term.

`terms` extracts the terms of a paper and scores them. `from_paper` makes a query for similar papers, and finds
words to exclude. `other_queries` corrects a query without matches.
"""
