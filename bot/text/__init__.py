"""Pure text functions that make untrusted text fit for display.

`tex/` converts TeX to Unicode, `sentences` and `gist/` summarise an abstract by its key sentence (`abbreviations`
spells out its short forms), and `summary` prefers a language model's. `safe` escapes text and checks addresses for
Discord, `graphemes` cuts text, `terminal` makes it safe for a command line. `references/` reads the files of
reference managers, `citations/` writes them. `feeds` writes Atom and JSON Feed, `mail/` mails.
"""
