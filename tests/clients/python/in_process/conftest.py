"""No test here opens a connection or sleeps: what is in process needs neither."""

import socket
import time

import pytest


@pytest.fixture(autouse=True)
def nothing_leaves_the_process(monkeypatch):
    """Fails what connects or sleeps."""

    def refuse(*arguments, **_):
        raise AssertionError(f"a test in process connects or sleeps: {arguments}")

    sleep = time.sleep
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(time, "sleep", lambda seconds: refuse(seconds) if seconds else sleep(0))
