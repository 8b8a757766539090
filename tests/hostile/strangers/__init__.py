"""Addresses that people give in Discord, and servers behind them, that mean harm; guests of the web listener."""
