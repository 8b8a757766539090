"""The PostgreSQL engine: a store in a database, for several replicas of Paperboy.

`store` opens it and has the class with all operations. Its parts `core` and `outbox` query the `database` and
decode `rows`; `migrating` updates the tables, and `membership` divides the shards among replicas.
"""
