"""The report in a real browser: nothing is complained about, nothing is asked of the network."""

import http.server
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rightloss.report.choice import to_html
from tests.report.choices import ASKED, NASTY

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --enable-logging=stderr --dump-dom
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian's package: chromium)"),
]


class Pages(http.server.ThreadingHTTPServer):
    """Serves texts by their paths, and remembers what it was asked for."""

    def __init__(self, pages: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.asked: list[str] = []


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Pages)
        self.server.asked.append(self.path)
        body = self.server.pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


BROKEN = '<!doctype html><html lang="en"><head><title>t</title></head><body><script>nonsense()</script><img src="/x">'
PAGES = {"/asked": to_html(ASKED), "/nasty": to_html(NASTY), "/broken": BROKEN}


@pytest.fixture(scope="module")
def server() -> Iterator[Pages]:
    with Pages(PAGES) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def visit(server: Pages, path: str, home: Path) -> tuple[str, list[str], list[str]]:
    """The page as the browser understood it, its complaints, and what it asked the server for."""
    server.asked.clear()
    address = f"http://127.0.0.1:{server.server_address[1]}{path}"
    command = [str(CHROMIUM), *FLAGS.split(), f"--user-data-dir={home}", address]
    # Without the session's bus and proxy: their absence or presence is none of the page's business.
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, env=environment)
    complaints = re.findall(r".*(?:CONSOLE|Refused to|violates).*", done.stderr)
    return done.stdout, complaints, list(server.asked)


@pytest.mark.parametrize("path", ["/asked", "/nasty"])
def test_a_report_opens_without_complaint_and_asks_for_nothing(server: Pages, path: str, tmp_path: Path) -> None:
    page, complaints, asked = visit(server, path, tmp_path)
    assert complaints == []
    assert asked == [path]
    assert '<body class="rightloss">' in page
    assert page.count("<svg") == PAGES[path].count("<svg")
    assert page.count("<section>") == PAGES[path].count("<section>")


def test_a_page_that_errs_or_fetches_is_found_out(server: Pages, tmp_path: Path) -> None:
    _, complaints, asked = visit(server, "/broken", tmp_path)
    assert any("nonsense is not defined" in complaint for complaint in complaints)
    assert "/x" in asked
