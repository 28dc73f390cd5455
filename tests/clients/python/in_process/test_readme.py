"""The programs of python/README.md are run, and print what it says."""

import re
import subprocess
import sys

import pytest
from server import ROOT

README = (ROOT / "python" / "README.md").read_text()
PROGRAMS = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_every_program_is_found():
    assert len(PROGRAMS) == README.count("```python") == 4


@pytest.mark.parametrize("number", range(4))
def test_a_program_prints_what_it_says(number, tmp_path):
    program, expected = PROGRAMS[number]
    is_tests = "\ndef test_" in program
    file = tmp_path / "test_readme.py"
    file.write_text(program)
    command = [sys.executable, *(["-m", "pytest", "-q"] if is_tests else []), file]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    printed = re.sub(r"(?s).*?(\d+ passed) in .*", r"\1", done.stdout) if is_tests else done.stdout
    assert printed.strip() == expected.strip()
