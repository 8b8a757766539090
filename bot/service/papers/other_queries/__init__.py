"""Other queries in place of one that finds nothing, or one paper alone."""
