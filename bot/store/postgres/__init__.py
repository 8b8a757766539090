"""The PostgreSQL engine: a store in a database, for several replicas of Paperboy.

`store` opens it, brings its tables up to date (`migrations`) and is the class that does all of it. Its parts
(`core`, `outbox`) ask the `database` in SQL and turn `rows` into domain objects; `membership` shares out
the shards.
"""
