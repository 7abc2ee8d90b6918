"""Chromium for the browser tests: found on the PATH, else installed.

Run as a script it makes sure there is one: the Debian package for root, else Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The shell first: it has no windows of its own to draw, and takes half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_IT = "no Chromium found: run `make browser`, or install the package `chromium`"


def find() -> str | None:
    """The path of a Chromium that can be started."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    return downloaded if Path(downloaded).exists() else None


def install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        subprocess.run([*quiet, "update"], check=False)
        for package in ("chromium-headless-shell", "chromium"):  # older releases have the second alone
            done = subprocess.run([*quiet, "install", "--yes", "--no-install-recommends", package], check=False)
            if not done.returncode:
                return
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if not find():
        install()
    if not find():
        sys.stderr.write(f"{HOW_TO_GET_IT}\n")
        sys.exit(1 if os.environ.get("CI") else 0)
