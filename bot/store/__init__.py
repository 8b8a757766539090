"""Durable state: the engines behind `bot.domain.ports.Store`."""
