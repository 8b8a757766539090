"""The demo as a person starts it, and a browser to look at it with."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

_PATIENCE = 60.0  # seconds; only a demo that hangs needs them
_VIEWPORT = (1000, 900)
# For the list below its address bar each window has a page of Chromium's own, as dear as the page that is tested.
# The others are of Playwright's own list, which this one replaces: nothing is asked of Google.
_WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
)
expect.set_options(timeout=_PATIENCE * 1000)


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A running demo: the page's address, and what it said before that."""

    process: subprocess.Popen[str]
    url: str
    said: list[str]

    def end(self) -> tuple[int, str, str]:
        """Press Ctrl-C; the exit code, and what it said since the beginning on both streams."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=_PATIENCE)
        return self.process.returncode, out, err


@contextmanager
def start_demo(folder: Path, *arguments: str) -> Generator[Demo]:
    """The sample demo on a free port, its temporary files in `folder`; killed if it has not ended."""
    command = [sys.executable, "-m", "bot", "demo", "--sample", "--no-browser", *arguments]
    variables = {k: v for k, v in os.environ.items() if not k.startswith("PAPERBOY_")} | {"TMPDIR": str(folder)}
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        watchdog = threading.Timer(_PATIENCE, process.kill)
        watchdog.start()
        try:
            demo = _begun(process)
            watchdog.cancel()
            yield demo
        finally:
            watchdog.cancel()
            if process.poll() is None:
                process.kill()


def _begun(process: subprocess.Popen[str]) -> Demo:
    said: list[str] = []
    assert process.stdout is not None
    assert process.stderr is not None
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith("The page: "):
            return Demo(process=process, url=line.removeprefix("The page: ").strip(), said=said)
    pytest.fail(f"the demo ended at once: {said} {process.stderr.read()}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Generator[Demo]:
    """One demo for all tests of a file."""
    with start_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncGenerator[Browser]:
    """Debian's browser, the lighter one if it is there, one for all tests of a file; skips where there is none."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not missing: apt-get install chromium-headless-shell")
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", f"--disable-features={','.join(_WITHOUT)}"]
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(chromium: Browser, demo: Demo) -> AsyncGenerator[Page]:
    """The demo's page, of a person who has not been there before."""
    width, height = _VIEWPORT
    page = await chromium.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=1.5, color_scheme="dark"
    )
    page.set_default_timeout(_PATIENCE * 1000)
    await page.goto(demo.url)
    yield page
    await page.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """The folder of screenshots: that of PAPERBOY_TEST_SCREENSHOTS, else a temporary one."""
    return Path(os.environ.get("PAPERBOY_TEST_SCREENSHOTS", tmp_path))
