# SPDX-License-Identifier: Apache-2.0
"""Chromium without a window, by chromedriver's own protocol (W3C WebDriver) and nothing else."""

import base64
import json
import pathlib
import re
import subprocess
import urllib.error
import urllib.request

# Nothing of its own that goes out: the machine may have no network, and the test counts requests.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", "--hide-scrollbars"]


class Browser:
    """Use as a context."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.driver = self.session = None

    def __enter__(self):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                self.address = f"http://127.0.0.1:{found[1]}"
                break
        else:
            raise RuntimeError("chromedriver did not start")
        flags = [*FLAGS, f"--user-data-dir={self.folder}/user"]
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": flags},
                  "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        self.session = self.ask("/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        return self

    def __exit__(self, *_):
        if self.session:
            self.ask(f"/session/{self.session}", method="DELETE")
        self.driver.terminate()
        self.driver.communicate()

    def ask(self, path, body=None, method=None):
        data = None if method == "DELETE" else json.dumps(body or {}).encode()
        request = urllib.request.Request(self.address + path, data, method=method or "POST",
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()) from error

    def do(self, command, **body):
        return self.ask(f"/session/{self.session}/{command}", body)

    def devtools(self, command, **parameters):
        return self.do("goog/cdp/execute", cmd=command, params=parameters)

    def run(self, script, *arguments):
        """What the script returns."""
        return self.do("execute/sync", script=script, args=list(arguments))

    def log(self, kind):
        """Entries since the last call."""
        return self.do("se/log", type=kind)

    def look(self, width, height, dark=False):
        """The size of the window, and the colours that its user likes."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=width < 600)
        self.devtools("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def open(self, path):
        self.do("url", url=pathlib.Path(path).resolve().as_uri())

    def picture(self, whole=False):
        """PNG."""
        shot = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def whole_picture(self):
        """PNG of all of the page, with what draws itself only when it is seen."""
        size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                             clip=clip)
        return base64.b64decode(shot["data"])

    def paper(self):
        """PDF."""
        return base64.b64decode(self.devtools("Page.printToPDF", printBackground=False,
                                              paperWidth=8.27, paperHeight=11.69)["data"])

    def press(self, *keys):
        """Keys of the WebDriver's alphabet, one after the other."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.do("actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])
