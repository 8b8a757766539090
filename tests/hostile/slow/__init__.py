"""Input that could take much CPU time: for patterns, bodies and rendering."""
