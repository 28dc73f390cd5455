"""boto3's `put_item` a second: on an engine in process, and on moto, side by side in one run.

    pip install boto3 moto target/wheels/timemark-*.whl
    python python/bench/put_item.py

The two take turns, round by round, so that other load of the machine meets both. The item has 300 bytes in eight attributes.
"""

import statistics
import time

import boto3
import timemark
from moto import mock_aws

ROUNDS, PUTS = 15, 200
TABLE = {
    "TableName": "Music",
    "KeySchema": [{"AttributeName": "Artist", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "Artist", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
MORE = {f"Attribute{number}": {"S": "x" * 25} for number in range(7)}


def puts_per_second(client, first):
    """Puts new items, and returns how many a second."""
    begin = time.perf_counter()
    for number in range(first, first + PUTS):
        client.put_item(TableName="Music", Item={"Artist": {"S": f"Artist {number:08}"}, **MORE})
    return PUTS / (time.perf_counter() - begin)


def in_process(first):
    return puts_per_second(ours, first)


def under_moto(first):
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(**TABLE)
        puts_per_second(client, first)
        return puts_per_second(client, first + PUTS)


with timemark.aws():
    ours = boto3.client("dynamodb")
    ours.create_table(**TABLE)

rates = {in_process: [], under_moto: []}
for round_number in range(ROUNDS):
    for measure, measured in rates.items():
        measured.append(measure(2 * round_number * PUTS))
ours_median, motos_median = (statistics.median(measured) for measured in rates.values())
ratio = statistics.median(one / other for one, other in zip(*rates.values(), strict=True))
print(f"in process {ours_median:,.0f} a second, moto {motos_median:,.0f}; {ratio:.2f} times in the median round")
assert ours.describe_table(TableName="Music")["Table"]["TableStatus"] == "ACTIVE"
