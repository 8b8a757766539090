"""The demo: the real bot in a make-believe Discord. Needs the extra `demo`; only the command line imports it."""
