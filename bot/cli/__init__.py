"""The command line: the arguments, and what each command does.

`arguments`, built with `parsers`, parses them. `commands` has a function for each command, which imports what it
alone needs; `papers` reads papers, `poll_preview` polls, `match`, `outbox`, `render` and `status` put results into
words, and `output` prints them. `bot/__main__.py` starts a command and turns its end into an exit code.
"""
