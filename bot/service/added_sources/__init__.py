"""Sources that people add in Discord, for a server or for themselves.

Read `added_sources`, the use cases; `types` has what they return.
"""
