"""Turn texts into words with keys that are equal for equal meaning: `colours` and `color`. Pure; knows no papers.

From raw characters on: `normalize`, `phrases`, `word_keys` (British and American spellings as one), `words` (a
chunk of text in two forms), `document` (a whole text), `requirements` (the forms in which a text can have a term).
`topics` finds the words that say what a text is about. `tables` has word lists.
"""
