"""Proposed queries, made from the statistics of the index of past papers.

`terms` are what a paper speaks of, `measured` by how many papers have them here and among all. Of these are made
a query for `more_like` a paper and the `words_to_go` from a subscription; `other_queries` are made of the query.
"""
