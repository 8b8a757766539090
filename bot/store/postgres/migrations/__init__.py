"""The numbered files of statements that `bot.store.postgres.migrating` applies."""
