"""A server, a client whose every answer is checked against the service model, and the films."""

import boto3
import movies
import pytest
from botocore.config import Config
from model import Checker
from server import Server


@pytest.fixture(scope="session")
def films():
    """The films as items."""
    return movies.load()


@pytest.fixture
def start():
    """Starts servers, and stops them after the test."""
    servers = []

    def started(**flags):
        servers.append(Server(**flags))
        return servers[-1]

    yield started
    for server in servers:
        server.stop()


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
