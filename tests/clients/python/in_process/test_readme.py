"""The Python programs of both READMEs are run, and print what these say."""

import re
import subprocess
import sys

import pytest
from server import ROOT

READMES = [ROOT / "README.md", ROOT / "python" / "README.md"]
PROGRAM = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROGRAMS = [program for readme in READMES for program in PROGRAM.findall(readme.read_text())]


def test_every_program_is_found():
    assert len(PROGRAMS) == sum(readme.read_text().count("```python") for readme in READMES) == 5


@pytest.mark.parametrize("program, expected", PROGRAMS, ids=range(len(PROGRAMS)))
def test_a_program_prints_what_it_says(program, expected, tmp_path):
    is_tests = "\ndef test_" in program
    file = tmp_path / "test_readme.py"
    file.write_text(program)
    command = [sys.executable, *(["-m", "pytest", "-q"] if is_tests else []), file]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    printed = re.sub(r"(?s).*?(\d+ passed) in .*", r"\1", done.stdout) if is_tests else done.stdout
    assert printed.strip() == expected.strip()
