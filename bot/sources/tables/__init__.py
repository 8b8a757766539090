"""Settings in code: `section` has the base of every table and kinds of value, `table` the base of a source's."""
