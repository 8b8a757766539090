"""The index of queries: it finds those that match a paper without testing each.

Start with `query_index`, which files queries under keys. `postings` holds what is filed, `lookup` finds the keys
in a paper's text, by the `chunks` that the text consists of. `version` numbers the rules of matching.
"""
