"""Beside moto, and under what is built on boto3."""

import awswrangler
import boto3
import pandas
import timemark
from moto import mock_aws
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.models import Model
from tables import ARTURUS, MUSIC, music

OTHERS = {"core": {"passthrough": {"services": ["dynamodb", "dynamodbstreams"]}}}


def test_moto_answers_the_other_services():
    with mock_aws(config=OTHERS), timemark.aws(music()) as engine:
        bucket = boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="songs")
        bucket.put_object(Key="a", Body=b"1")
        assert [found.key for found in bucket.objects.all()] == ["a"]
        client = boto3.client("dynamodb")
        client.put_item(TableName="Music", Item=ARTURUS)
        assert engine.call("Scan", TableName="Music")["Items"] == [ARTURUS]
    # The other way round, and moto's own tables once ours are gone.
    with timemark.aws(music()), mock_aws(config=OTHERS):
        assert boto3.client("dynamodb").list_tables()["TableNames"] == ["Music"]
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        assert client.list_tables()["TableNames"] == []
        client.create_table(**{**MUSIC, "TableName": "Moto"})
        assert client.list_tables()["TableNames"] == ["Moto"]


class Song(Model):
    """A model of PynamoDB, which keeps its connection."""

    class Meta:
        table_name = "Songs"
        region = "us-east-1"
        billing_mode = "PAY_PER_REQUEST"

    artist = UnicodeAttribute(hash_key=True)
    year = NumberAttribute(default=1971)


def test_pynamodb_in_one_test_after_another():
    for _ in range(2):
        with timemark.aws():
            assert not Song.exists()
            Song.create_table(wait=True)
            Song("Arturus").save()
            with Song.batch_write() as batch:
                for number in range(30):
                    batch.save(Song(f"{number}", year=number))
            assert Song.get("Arturus").year == 1971 and Song.count() == 31
            try:
                Song("Arturus").save(Song.artist.does_not_exist())
                raise AssertionError("the condition holds")
            except PutError as error:
                assert error.cause_response_code == "ConditionalCheckFailedException"


def test_awswrangler():
    with timemark.aws(music()):
        frame = pandas.DataFrame({"Artist": ["Arturus", "Other"], "Year": [1971, 1972]})
        awswrangler.dynamodb.put_df(df=frame, table_name="Music")
        found = awswrangler.dynamodb.read_items(table_name="Music", allow_full_scan=True).sort_values("Artist")
        assert found["Year"].astype(int).tolist() == [1971, 1972]
