"""Conferences, read over real sockets."""
