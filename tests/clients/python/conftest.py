"""A server, a client whose every answer is checked against the service model, and the films.

A test that fails leaves the lab of each of its servers in `target/labs`, and says so.
"""

import re

import boto3
import movies
import pytest
from botocore.config import Config
from model import Checker
from server import ROOT, Server

LABS = ROOT / "target" / "labs"
SERVERS = pytest.StashKey()


@pytest.fixture(scope="session")
def films():
    """The films as items."""
    return movies.load()


@pytest.fixture
def start(request):
    """Starts servers, and stops them after the test."""
    servers = request.node.stash[SERVERS] = []

    def started(**flags):
        servers.append(Server(**flags))
        return servers[-1]

    yield started
    for server in servers:
        server.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Adds to the report of a test that failed how to open the labs of its servers, which run until it is torn down."""
    report = yield
    if report.failed and call.when == "call":
        name = re.sub(r"[^\w.-]+", "-", item.name).strip("-")
        for number, server in enumerate(item.stash.get(SERVERS, [])):
            path = LABS / f"{name}{f'-{number + 1}' if number else ''}.timemark"
            report.sections.append(("lab", left(server, path)))
    return report


def left(server, path):
    """Leaves the lab of a server in a file. Returns how to open it, or why there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        server.save(path)
    except OSError as problem:
        return f"the lab of {server.url} could not be saved: {problem}"
    return f"the lab as the test left it: timemark open {path}"


@pytest.fixture
def checker():
    """What is wrong with the answers of this test, by the service model; anything fails the test."""
    checker = Checker()
    yield checker
    assert checker.checked, "no answer was checked"
    assert not checker.faults, "\n".join(checker.faults[:20])


@pytest.fixture
def connect(checker):
    """Makes clients of a server. One attempt a call: the pauses between attempts are wall time."""

    def connected(server):
        client = boto3.client(
            "dynamodb",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="TIMEMARK",
            aws_secret_access_key="none",
            config=Config(retries={"total_max_attempts": 1, "mode": "standard"}),
        )
        checker.listen(client)
        return client

    return connected
