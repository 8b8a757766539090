"""Rules for what a model wrote, each a pure function: `judging` next door asks them in turn.

`wording` (language, excuses, advertisements, orders), `facts` (names, numbers). Their words are in `tables.json`,
those of one language in `words/TAG.json`: `tables` reads them when the first answer is judged.
"""
