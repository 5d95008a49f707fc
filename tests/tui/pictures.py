"""Pictures of some screens for docs/: `python tests/tui/pictures.py`, with Debian's chromium."""

import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[1] / "docs"
SHOWN = {
    "screen-scan": ("scan", "fr"),
    "screen-confirm": ("confirm", "fr"),
    "screen-works": ("works", "fr"),
    "screen-result": ("result-good", "fr"),
    "screen-red": ("result-bad", "fr"),
    "screen-docks": ("docks", "fr"),
    "screen-pulled": ("place-pulled", "fr"),
    "screen-read-only": ("place-read-only", "fr"),
    "screen-end": ("end", "fr"),
    "screen-last": ("ending", "fr"),
}


def main():
    sys.path[:0] = [str(HERE.parent), str(HERE)]
    os.environ.setdefault("COORDI_WIPE_ONLY", "")
    import canvas
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from situations import SITUATIONS

    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"):
        options.add_argument(word)
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        for name, (situation, language) in SHOWN.items():
            svg = canvas.picture(SITUATIONS[situation], size=(80, 24), language=language)
            _shoot(browser, svg, DOCS / f"{name}.png")
    finally:
        browser.quit()


def _shoot(browser, svg, path):
    """The picture at three quarters of its size: readable, and small."""
    width, height = (float(one) * 0.75 for one in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    page = path.with_suffix(".html")
    style = "margin:0;overflow:hidden"
    page.write_text(
        f'<body style="{style}"><div style="width:{width}px;height:{height}px">{svg}</div></body>'
    )
    try:
        browser.set_window_size(int(width), int(height) + 140)
        browser.get(page.as_uri())
        browser.find_element("tag name", "div").screenshot(str(path))
    finally:
        page.unlink()


if __name__ == "__main__":
    main()
