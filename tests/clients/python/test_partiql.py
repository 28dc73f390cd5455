"""PartiQL: boto3's three operations, and awswrangler's reads and writes into data frames."""

from decimal import Decimal

import awswrangler
import boto3
import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

SONGS = [{"Artist": "Arturus", "Year": Decimal(1970 + n), "Title": f"Opus {n}"} for n in range(5)]


def values(*values):
    return [TypeSerializer().serialize(value) for value in values]


def items(answer):
    read = TypeDeserializer().deserialize
    return [{name: read(value) for name, value in item.items()} for item in answer["Items"]]


@pytest.fixture
def music(start, connect):
    """A client of a server with a table of songs, which statements put there."""
    client = connect(start())
    client.create_table(
        TableName="Music",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "Artist", "AttributeType": "S"},
            {"AttributeName": "Year", "AttributeType": "N"},
        ],
        KeySchema=[{"AttributeName": "Artist", "KeyType": "HASH"}, {"AttributeName": "Year", "KeyType": "RANGE"}],
    )
    insert = "INSERT INTO Music VALUE {'Artist': ?, 'Year': ?, 'Title': ?}"
    statements = [{"Statement": insert, "Parameters": values(*song.values())} for song in SONGS]
    answer = client.batch_execute_statement(Statements=statements)
    assert answer["Responses"] == [{"TableName": "Music"}] * 5
    return client


def test_statements(music):
    query = 'SELECT * FROM "Music" WHERE "Artist" = ? AND "Year" >= ? ORDER BY "Year" DESC'
    request = {"Statement": query, "Parameters": values("Arturus", 1971), "Limit": 3}
    page = music.execute_statement(**request)
    assert items(page) == SONGS[:1:-1]
    rest = music.execute_statement(**request, NextToken=page["NextToken"])
    assert items(rest) == SONGS[1:2] and "NextToken" not in rest

    update = "UPDATE Music SET Plays = ? SET Tags = <<'loud'>> WHERE Artist = 'Arturus' AND Year = ? RETURNING MODIFIED NEW *"
    answer = music.execute_statement(Statement=update, Parameters=values(3, 1970))
    assert items(answer) == [{"Plays": 3, "Tags": {"loud"}}]
    with pytest.raises(music.exceptions.DuplicateItemException):
        music.execute_statement(Statement="INSERT INTO Music VALUE {'Artist': 'Arturus', 'Year': 1970}")
    with pytest.raises(music.exceptions.ConditionalCheckFailedException) as failed:
        music.execute_statement(
            Statement="DELETE FROM Music WHERE Artist = 'Arturus' AND Year = 1970 AND Plays > 3",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert failed.value.response["Item"]["Plays"] == {"N": "3"}


def test_transactions_and_batches(music):
    of_year = "SELECT Title FROM Music WHERE Artist = 'Arturus' AND Year = ?"
    reads = [{"Statement": of_year, "Parameters": values(year)} for year in (1974, 1999, 1970)]
    answer = music.execute_transaction(TransactStatements=reads)
    assert answer["Responses"] == [{"Item": {"Title": {"S": "Opus 4"}}}, {}, {"Item": {"Title": {"S": "Opus 0"}}}]

    delete = {"Statement": "DELETE FROM Music WHERE Artist = 'Arturus' AND Year = 1974"}
    exists = "EXISTS(SELECT * FROM Music WHERE Artist = 'Arturus' AND Year = 1970 AND Plays > 0)"
    with pytest.raises(music.exceptions.TransactionCanceledException) as cancelled:
        music.execute_transaction(TransactStatements=[delete, {"Statement": exists}])
    reasons = cancelled.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
    music.execute_transaction(TransactStatements=[delete], ClientRequestToken="once")

    answer = music.batch_execute_statement(Statements=[*reads[:2], {"Statement": "SELECT * FROM Music"}])
    assert [response.get("Error", {}).get("Code") for response in answer["Responses"]] == [None, None, "ValidationError"]


def test_data_frames(music, monkeypatch):
    monkeypatch.setattr(awswrangler.config, "dynamodb_endpoint_url", music.meta.endpoint_url)
    session = boto3.Session(aws_access_key_id="TIMEMARK", aws_secret_access_key="none", region_name="us-east-1")
    frame = awswrangler.dynamodb.read_partiql_query(
        query="SELECT Artist, Year, Title FROM Music WHERE Artist = ? AND Year < ?",
        parameters=["Arturus", 1973],
        boto3_session=session,
    )
    assert frame.to_dict("records") == SONGS[:3]
    awswrangler.dynamodb.execute_statement(
        "UPDATE Music SET Plays = ? WHERE Artist = ? AND Year = ?",
        parameters=[7, "Arturus", 1970],
        boto3_session=session,
    )
    chunks = awswrangler.dynamodb.read_partiql_query(
        query="SELECT * FROM Music WHERE Plays = 7", chunked=True, boto3_session=session
    )
    assert [row["Title"] for chunk in chunks for row in chunk.to_dict("records")] == ["Opus 0"]
