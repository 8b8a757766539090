"""All kinds of source at once, those of the host and those that people add, over days of bad answers."""
