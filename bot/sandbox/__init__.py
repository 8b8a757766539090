"""The demo: a simulated Discord round the real application."""
