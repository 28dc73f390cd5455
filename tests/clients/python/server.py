"""The server under test, as a process of its own, and its lab over plain HTTP."""

import json
import os
import subprocess
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
GREETING = "timemark listening on "
NOW = 1_790_000_000.25


def binary():
    """The server's program: the one that was named, the one that is there, or one built now."""
    named = os.environ.get("TIMEMARK_SERVER")
    if named:
        return Path(named)
    built = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "timemark"
    if not built.exists():
        subprocess.run(["cargo", "build", "--release", "--package", "timemark-server"], cwd=ROOT, check=True)
    return built


class Server:
    """A server on a free port whose clock only moves by hand."""

    def __init__(self, **flags):
        flags = {"port": 0, "speed": 0, "now": NOW, **flags}
        words = [word for flag, value in flags.items() for word in (f"--{flag}", str(value))]
        self._process = subprocess.Popen([binary(), "serve", *words], stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        assert line.startswith(GREETING), f"the server said {line!r}"
        self.url = line.removeprefix(GREETING).strip()

    def lab(self, operation, **members):
        """Calls a lab operation; no credentials are needed."""
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"Timemark_20261122.{operation}",
        }
        request = urllib.request.Request(self.url, json.dumps(members).encode(), headers)
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def save(self, path):
        """Writes the lab as a file."""
        with urllib.request.urlopen(f"{self.url}/_timemark/lab", timeout=10) as response:
            path.write_bytes(response.read())

    def advance(self, seconds):
        """Moves the clock."""
        return self.lab("AdvanceClock", Seconds=seconds)

    def settle(self):
        """Moves the clock from one thing that is due to the next until nothing is."""
        while "NextDue" in self.lab("AdvanceClock", ToNextDue=True):
            pass

    def stop(self):
        """Stops this process and no other."""
        self._process.terminate()
        self._process.wait(timeout=10)
        self._process.stdout.close()
