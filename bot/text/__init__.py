"""Pure text functions: what strangers wrote, made fit to be shown.

`tex/` turns TeX into Unicode, `sentences` and `gist/` find the sentence that says what a paper is about, `safe`
escapes text and checks addresses for Discord, `graphemes` cuts text, `terminal` makes it safe for a command line.
"""
