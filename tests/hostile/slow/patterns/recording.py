"""Import all of `bot` and `cogs`, and write as JSON which regular expressions are compiled, and where."""

import importlib
import json
import pkgutil
import re
import sys

_FIELDS = list[tuple[str, int, str, bool, int]]  # file, line, pattern (bytes as Latin-1), whether bytes, flags


def record() -> _FIELDS:
    """Record each call of `re.compile` while modules are imported."""
    found: _FIELDS = []
    plain = re.compile

    def compile_(pattern: str | bytes, flags: int = 0) -> re.Pattern[str] | re.Pattern[bytes]:
        made = plain(pattern, flags)
        caller = sys._getframe(1)
        text = made.pattern if isinstance(made.pattern, str) else made.pattern.decode("latin-1")
        is_bytes = isinstance(made.pattern, bytes)
        found.append((caller.f_code.co_filename, caller.f_lineno, text, is_bytes, made.flags))
        return made

    vars(re)["compile"] = compile_
    for name in ("bot", "cogs"):
        for info in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
            if not info.name.endswith("__main__"):
                importlib.import_module(info.name)
    return found


if __name__ == "__main__":
    json.dump(record(), sys.stdout)
