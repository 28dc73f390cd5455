"""The pytest plugin: a fixture with an engine for each test, and the engine of a test that failed as a file."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from ._engine import Engine
from ._errors import EngineStoppedError


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("timemark_folder", "where the engines of failed tests are saved", default=".timemark")


@pytest.fixture(scope="session")
def dynamodb_seeded_engine() -> Engine:
    """The engine that each test gets a fork of. Override it to begin with tables and items; default is an empty engine."""
    return Engine()


@pytest.fixture
def dynamodb_engine(dynamodb_seeded_engine: Engine) -> Iterator[Engine]:
    """An engine for this test alone, which answers every session of boto3 and botocore that the test makes.

    It is a fork of `dynamodb_seeded_engine`. If the test fails, it is saved, and the report says how to open the file.
    """
    # Not at the top: the plugin is loaded wherever the package is installed, with botocore or without.
    from ._aws import aws

    with aws(dynamodb_seeded_engine.fork()) as engine:
        yield engine


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Adds to the report of a test that failed how to open its engine."""
    report = yield
    engine = getattr(item, "funcargs", {}).get("dynamodb_engine")
    if report.failed and call.when == "call" and isinstance(engine, Engine):
        report.sections.append(("timemark", _left(engine, item)))
    return report


def _left(engine: Engine, item: pytest.Item) -> str:
    """Leaves an engine in a file. Returns where, or why there is none."""
    name = re.sub(r"[^\w.-]+", "-", item.nodeid.replace(".py::", "-")).strip("-.")[-150:]
    path = item.config.rootpath / Path(item.config.getini("timemark_folder")) / f"{name}.timemark"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(engine.save())
    except (OSError, EngineStoppedError) as problem:
        return f"the engine could not be saved: {problem}"
    return f"the engine as the test left it, for timemark.Engine.open and the playground: {path}"
