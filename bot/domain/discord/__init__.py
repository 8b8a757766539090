"""Facts that Discord defines: `ids` and the time in them, `limits` of its texts."""
