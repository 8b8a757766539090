"""Proposed queries, made from the statistics of the index of past papers.

`terms` are what a paper speaks of, measured by how many papers have them here and among all. Of these `from_paper`
makes a query for more like it, and finds words to leave out; `other_queries` are made of a query.
"""
