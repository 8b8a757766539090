"""Facts defined by Discord: `ids` (snowflakes, shards) and `limits` of messages."""
