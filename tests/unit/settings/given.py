"""Settings from texts and variables, in an empty folder."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

TOKEN = "made-up.token.of-a-bot"


def load(folder: Path, config: str | None = None, /, **environ: str) -> Settings:
    """Settings from a TOML text and variables without their prefix, in an empty folder."""
    path = folder / "given.toml" if config is not None else None
    if path is not None and config is not None:
        path.write_text(config, "utf-8")
    return load_settings(path, {f"PAPERBOY_{name}": value for name, value in environ.items()}, folder=folder)


def mistakes(folder: Path, config: str | None = None, /, **environ: str) -> list[str]:
    """The lines that these settings are refused with, the folder's name taken out."""
    with pytest.raises(SettingsError) as caught:
        load(folder, config, **environ)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return [line.replace(f"{folder}/", "") for line in caught.value.mistakes]
