"""Pausing and resuming, one subscription or all of a channel.

`actions` does what commands and presses ask and says what came of it; `buttons` are what other answers show.
"""
