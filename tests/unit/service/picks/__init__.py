"""Tests of likes and picks."""
