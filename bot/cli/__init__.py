"""The command line: what may be typed, and what each command does.

`arguments`, made by `parsers`, reads what was typed. `commands` do it, each importing what it alone needs;
`match`, `papers`, `outbox`, `render` and `status` put results into words, and `output` prints them.
`bot/__main__.py` starts a command and turns its end into an exit code.
"""
