"""Addresses that people give in Discord, and servers behind them, that mean harm; strangers at the web listener."""
