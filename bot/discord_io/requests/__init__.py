"""Requests to Discord: held back by the breaker and the pacer, bounded, traced, their failures named.

Begin with `calls`.
"""
