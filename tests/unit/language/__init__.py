"""Tests of translated messages and formats."""
