"""The demo: the real bot in a make-believe Discord. Needs the extra `demo`; only the command line imports it.

`demo` is the command, `session` puts everything together: a `feed` of papers (live, or the `sample`), a
store that `seeding` fills, the `world` in SimCord, and its `page`, on which `narrate` speaks.
"""
