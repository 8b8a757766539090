"""Tests of the sources that people add."""
