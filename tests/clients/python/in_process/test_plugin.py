"""The pytest plugin, in a project of its own."""

import re
import subprocess
import sys

import pytest
import timemark

CONFTEST = '''
import boto3
import pytest
import timemark


@pytest.fixture(scope="session")
def dynamodb_seeded_engine():
    with timemark.aws() as engine:
        boto3.client("dynamodb").create_table(
            TableName="Music",
            KeySchema=[{"AttributeName": "Artist", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "Artist", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    return engine
'''

TESTS = '''
import boto3
import pytest
import timemark

table = None


@pytest.mark.parametrize("round", range(3))
def test_each_begins_with_the_seed(dynamodb_engine, round):
    global table
    table = table or boto3.resource("dynamodb").Table("Music")  # kept, as a module's own would be
    assert table.scan()["Count"] == 0
    table.put_item(Item={"Artist": "Arturus"})
    assert dynamodb_engine.call("Scan", TableName="Music")["Count"] == 1


@pytest.mark.parametrize("name", ["a/../b c"])
def test_fails(dynamodb_engine, name):
    boto3.resource("dynamodb").Table("Music").put_item(Item={"Artist": "Left"})
    assert False


def test_refused(dynamodb_engine):
    dynamodb_engine.call("Scan", TableName="Musik")


def test_fails_without_an_engine():
    assert False


def test_fails_when_stopped(dynamodb_engine):
    with pytest.raises(timemark.EngineStoppedError):
        dynamodb_engine._core._panic()
    assert False
'''


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The project's folder, and what pytest printed in it."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_project.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\ntimemark_folder = left\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    return folder, subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout


def test_each_test_gets_a_fork(run):
    assert "4 failed, 3 passed" in run[1]


def test_a_failed_test_leaves_its_engine(run):
    folder, printed = run
    left, other = re.findall(r"the engine as the test left it, for timemark.Engine.open and the playground: (.*)", printed)
    assert other == str(folder / "left" / "test_project-test_refused.timemark")
    assert left == str(folder / "left" / "test_project-test_fails-a-..-b-c.timemark")
    with open(left, "rb") as file:
        engine = timemark.Engine.open(file.read())
    assert engine.call("Scan", TableName="Music")["Items"] == [{"Artist": {"S": "Left"}}]
    assert sorted(str(file) for file in (folder / "left").iterdir()) == [left, other]


def test_what_is_refused_is_shown_where_it_was_called(run):
    [line] = re.findall(r"^(\S+): EngineError$", run[1], re.MULTILINE)
    assert line.startswith("test_project.py:")
    assert "\nE       timemark.EngineError: ResourceNotFoundException: " in run[1]


def test_an_engine_that_stopped_cannot_be_left(run):
    assert "the engine could not be saved: the engine has stopped: a test asked for it" in run[1]


def test_the_fixture_answers_boto3(dynamodb_engine):
    import boto3

    assert boto3.client("dynamodb").list_tables()["TableNames"] == []
    assert isinstance(dynamodb_engine, timemark.Engine)
