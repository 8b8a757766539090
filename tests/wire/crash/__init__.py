"""Killing `paperboy run` again and again, and counting what it posted: see docs/crash-harness.md.

From a shell: `python -m tests.wire.crash --seed 7 --kills 25`.
"""
