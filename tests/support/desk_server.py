"""The desk as its users meet it: `intake serve` as a process, a browser in front of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from browser import Browser
from office import ROOT, Office
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PASSWORD = "correct-horse-9"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def admit(office: Office, name: str, password: str = PASSWORD) -> None:
    """Let *name* enter, as the operator does."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "user", "add", name, "--config", office.config],
        input=f"{password}\n",
        env=os.environ | office.secrets | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def serving(office: Office) -> Iterator[str]:
    """Run `intake serve` and yield its address."""
    log = office.folder / "serve.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", "serve", "--config", office.config],
            env=os.environ | office.secrets | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("http://"), log.read_text()
            yield line.split()[0].rstrip("/")
        finally:
            process.terminate()
            assert process.wait(30) == 0


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self.browser, self.address = chromium, address
        self.driver = chromium.driver

    def go(self, path: str, *, width: int = 1440, zoom: int = 1) -> None:
        self.browser.resize(width, zoom=zoom)
        self.driver.get(self.address + path)

    def enter(self, name: str, password: str = PASSWORD) -> None:
        self.go("/login")
        self.find("[name=name]").send_keys(name)
        self.find("[name=password]").send_keys(password)
        self.press("로그인")

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def press(self, words: str, *, within: str = "main") -> None:
        """Press the first button or link that says *words*, and wait for the next page."""
        wanted = [
            one
            for one in self.driver.find_elements(By.CSS_SELECTOR, f"{within} button, {within} a")
            if one.is_displayed() and one.text.startswith(words)
        ]
        assert wanted, f"there is no “{words}” on {self.driver.current_url}:\n{self.text}"
        self.click(wanted[0])

    def click(self, element: WebElement) -> None:
        """Click on what leads to another page, and wait for it."""
        before = self.find("html")
        element.click()
        WebDriverWait(self.driver, 30).until(lambda _: _is_gone(before))

    def tab_to(self, words: str) -> WebElement:
        """Press Tab until what has the focus says *words*, or is a field with this name.

        The focus is seen all the way.
        """
        for _ in range(300):
            self.driver.switch_to.active_element.send_keys(Keys.TAB)
            here = self.driver.switch_to.active_element
            if here.tag_name == "body":  # behind the last, before the first
                continue
            outline = here.value_of_css_property("outline-style")
            assert outline != "none", here.get_attribute("outerHTML")
            said = (here.text, here.get_attribute("aria-label") or "")
            if any(s.startswith(words) for s in said) or here.get_attribute("name") == words:
                return here
        raise AssertionError(f"no Tab leads to “{words}” on {self.driver.current_url}")

    def press_key(self, key: str) -> None:
        """Press *key* where the focus is, and wait for the next page."""
        before = self.find("html")
        self.driver.switch_to.active_element.send_keys(key)
        WebDriverWait(self.driver, 30).until(lambda _: _is_gone(before))

    @property
    def text(self) -> str:
        return self.browser.text

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.address)


def _is_gone(element: WebElement) -> bool:
    try:
        element.is_enabled()
    except Exception:
        return True
    return False
