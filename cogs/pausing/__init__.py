"""Pausing and resuming, one subscription or all of a channel.

`actions` does what commands and presses ask, `form` asks for an end, `buttons` are what other answers show, and
`words` says what came of it.
"""
