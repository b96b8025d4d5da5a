#!/usr/bin/env python3
"""Lets Chromium store what page.html stores, and keeps the files that it made.

usage: tools/sdk exec --with=chromium tests/wirecat/browser/make.py FOLDER [--sqlite] [COMMAND…]

FOLDER, which must not be there, gets the folder of IndexedDB, and said.json: what the page
says that it stored, for compare.py. With --sqlite Chromium is told to write its newer form.
COMMAND, by default chromium, starts the browser; it gets more arguments. The browser has a
profile of its own, and reaches no host but this one.
"""

import http.server
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).parent
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
SECONDS = 120


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        name = self.path.lstrip("/") or "page.html"
        if name not in ("page.html", "describe.js", "values.js"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if name.endswith(".js") else "text/html")
        self.end_headers()
        self.wfile.write((HERE / name).read_bytes())

    def do_POST(self):
        self.server.said = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.server.done.set()


def run_browser(command, profile, port, done):
    browser = subprocess.Popen([*command, *ARGUMENTS, f"--user-data-dir={profile}",
                                f"http://localhost:{port}/"], stderr=subprocess.DEVNULL)
    try:
        if not done.wait(SECONDS):
            sys.exit("make.py: the page has said nothing.")
    finally:
        browser.terminate()  # Chromium then ends in order.
        try:
            browser.wait(SECONDS)
        except subprocess.TimeoutExpired:
            browser.kill()


def main():
    arguments = sys.argv[1:]
    if not arguments:
        sys.exit(__doc__)
    folder, *command = arguments
    sqlite = "--sqlite" in command
    command = [part for part in command if part != "--sqlite"] or ["chromium"]
    if sqlite:
        command.append("--enable-features=IdbSqliteBackingStore")
    # Of a fixed number, as it becomes a part of names.
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 8123), Handler)
    server.said, server.done = None, threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as profile:
        run_browser(command, profile, server.server_port, server.done)
        # What nobody reads, and has the place of the profile in it, stays there.
        shutil.copytree(pathlib.Path(profile, "Default", "IndexedDB"), folder,
                        ignore=shutil.ignore_patterns("LOG*", "LOCK"))
    pathlib.Path(folder, "said.json").write_bytes(server.said)


main()
