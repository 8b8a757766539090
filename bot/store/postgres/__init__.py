"""The PostgreSQL engine of the store, for several replicas of Paperboy on one database."""
