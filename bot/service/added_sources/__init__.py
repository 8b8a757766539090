"""Sources that people add in Discord, for a server or for themselves.

Read `added_sources`, the use cases. `registry` stores the sources with their owners and health, `polls` polls
those that are due, `paused` tells the owners of one that failed for a week.
"""
