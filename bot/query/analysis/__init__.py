"""Texts as what queries compare: words, whose keys are alike wherever they mean the same. Pure; knows no papers.

From the raw characters on: `normalize` (with `tex`), `segments`, `phrases`, `word_keys` (with `spellings`),
`words` (a chunk of text in two forms), `document` (a whole text), `requirements` (what a term asks of one, with
`number_words`). `frequencies` and `topics` are about what texts say. What was read by hand is in
`tables`.
"""
