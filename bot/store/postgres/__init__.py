"""The PostgreSQL engine: a store in a database, for several replicas of Paperboy.

`engine` opens it and brings its tables up to date (`migrations`), `store` is the class that does all of it. Its
parts, one for each port, ask the `database` in SQL and turn `rows` into domain objects; `membership` shares out
the shards.
"""
