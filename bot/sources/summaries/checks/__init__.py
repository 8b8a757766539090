"""Rules for what a model wrote, each a pure function: `judging` next door asks them in turn.

`manners` (excuses, advertisements, orders), `languages`, `names`, `numbers` (with `number_words` and `belonging`).
Their words are in `tables.json`, those of one language in `words/TAG.json`: `tables` reads them when the first
answer is judged.
"""
