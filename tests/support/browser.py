"""A real browser without a window, for pages that people open from a file share."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

AXE = Path(__file__).parent / "axe" / "axe.min.js"
LOOK = """
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then((found) => done(found.violations.map(
  (each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`)));
"""
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking")


class Browser:
    """Opens pages at a width and says what a visitor would notice."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, *, width: int) -> None:
        self.resize(width)
        self.driver.get(page.absolute().as_uri())

    def resize(self, width: int, *, zoom: int = 1) -> None:
        """Give the window *width* pixels; *zoom* as by Ctrl + in a browser."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": width // zoom,
                "height": 900 // zoom,
                "deviceScaleFactor": zoom,
                "mobile": False,
            },
        )

    def run(self, script: str, *given: Any) -> Any:
        return self.driver.execute_script(script, *given)

    @property
    def text(self) -> str:
        return str(self.run("return document.body.innerText"))

    @property
    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.run("return document.documentElement.scrollWidth - window.innerWidth"))

    @property
    def complaints(self) -> list[str]:
        """What the console says, and pictures that did not load."""
        broken = self.run(
            "return [...document.images].filter(i => !i.complete || !i.naturalWidth)"
            ".map(i => 'picture ' + i.getAttribute('src'))"
        )
        return [entry["message"] for entry in self.driver.get_log("browser")] + list(broken)

    @property
    def barriers(self) -> list[str]:
        """What axe-core finds that keeps people out: each rule with the first place."""
        if not self.run("return Boolean(window.axe)"):
            self.run(AXE.read_text("utf-8"))
        self.driver.set_script_timeout(60)
        return list(self.driver.execute_async_script(LOOK))

    def print(self) -> bytes:
        """Return the page as the PDF that its print style makes."""
        made = self.driver.execute_cdp_cmd(
            "Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True}
        )
        return base64.b64decode(made["data"])

    def photograph(self, target: Path) -> None:
        """Save the whole page as a picture."""
        size = self.run("return [window.innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1}
        shot = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip}
        )
        target.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium, or fail with what to install."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.fail("browser tests need: apt-get install chromium chromium-driver")
    options = Options()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in FLAGS:
        options.add_argument(flag)
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield Browser(chrome)
    finally:
        chrome.quit()
