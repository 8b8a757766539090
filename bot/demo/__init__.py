"""The demo: the real bot in a simulated Discord. Needs the extra `demo`; only the command line imports it.

`command` is `paperboy demo`, `session` puts everything together: the `shown_papers` (live, or the `sample`), a
store filled by `seeding`, the `world` in SimCord, and its `page`. `texts` has the texts. `sample` needs no extra:
`paperboy render` uses it, too.
"""
