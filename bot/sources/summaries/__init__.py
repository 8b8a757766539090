"""Summaries by a language model, where the host names a server that has one.

`writer` runs it all: what is asked for, and which posts wait for that. `chat` speaks with the server, `answers`
reads what it says, `prompt` says what is asked, `judging` (with the rules in `checks`) what of an answer may be
shown; `limits` keeps the day's budget, and leaves a server alone that fails. docs/summaries.md is for the host.
"""
