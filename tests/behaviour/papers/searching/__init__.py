"""Tests of `/papers search`."""
