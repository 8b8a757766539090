"""What Discord itself lays down: `ids` and the time in them, `limits` of its texts."""
