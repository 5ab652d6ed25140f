"""`make pictures`: the pictures of docs/reviewer-guide.ko.md, from the demonstration's own desk.

The sample mail is taken in as in `make demo`; a real browser then opens the desk's pages.
"""

from __future__ import annotations

import sys
from pathlib import Path

from browser import Browser, browser
from demo import Door, first_run, opened, passwords_of, receipt_of, running_desk
from PIL import Image
from specimens.company import invent

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT = 1180, 760
FIRMS = 16, 3
"""Of the sample applicants: one that locked a file, one whose certificate is too old."""
COLOURS = 64
"""Enough for pages; a picture stays well below 150 KB."""


def main(folder: Path) -> int:
    """Take every picture and return the exit code of the run before."""
    with opened(folder) as (settings, imap, smtp):
        code = first_run(settings, imap, smtp)
        if code != 0:
            return code
        locked, old = (receipt_of(settings, invent(seed).business_number) for seed in FIRMS)
        pages = (
            ("today", "/"),
            ("files", f"/d/{locked}/files"),
            ("mail", f"/mails/{old}-1-supplement"),
            ("lookups", "/lookups"),
            ("stray", "/stray"),
            ("register", "/register"),
        )
        with running_desk(settings, passwords_of(imap, smtp)) as door, browser() as chromium:
            enter(chromium, door)
            for name, path in pages:
                chromium.driver.get(door.address.rstrip("/") + path)
                save(chromium, name)
            open_question(chromium, door)
            save(chromium, "dossier")
    return 0


def enter(chromium: Browser, door: Door) -> None:
    """Log in, and save the door as the first picture."""
    chromium.resize(WIDTH)
    chromium.driver.get(f"{door.address}login")
    save(chromium, "enter", height=420)
    chromium.driver.find_element("css selector", "[name=name]").send_keys(door.name)
    chromium.driver.find_element("css selector", "[name=password]").send_keys(door.password)
    chromium.driver.find_element("css selector", "main form button").click()


def open_question(chromium: Browser, door: Door) -> None:
    """Open the first question of today that has its place boxed on a sheet."""
    find = chromium.driver.find_elements
    chromium.driver.get(door.address)
    for page in [str(one.get_attribute("href")) for one in find("css selector", "a.ask")]:
        chromium.driver.get(page)
        if find("css selector", "#leaf rect") and find("css selector", "#chosen .buttons"):
            return
    raise SystemExit("pictures: no question of today has a place on a sheet")


LOADED = """
const done = arguments[arguments.length - 1];
const waiting = [...document.images].filter(i => !i.complete);
Promise.all(waiting.map(i => new Promise(r => { i.onload = i.onerror = r; }))).then(
  () => setTimeout(done, 300));
"""


def save(chromium: Browser, name: str, *, height: int = HEIGHT) -> None:
    """Save what a visitor sees, once its pictures are there, as a small PNG."""
    chromium.driver.set_script_timeout(30)
    chromium.driver.execute_async_script(LOADED)
    chromium.run("window.scrollTo(0, 0)")
    target = IMAGES / f"desk-{name}.png"
    chromium.driver.save_screenshot(str(target))
    with Image.open(target) as shot:
        cut = shot.convert("RGB").crop((0, 0, shot.width, min(height, shot.height)))
    cut.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target.name}: {target.stat().st_size >> 10} KB")


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]).resolve()))
