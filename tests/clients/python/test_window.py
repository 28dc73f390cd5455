"""The legal worst case over HTTP: what comes back obeys the window, item by item."""

import pytest
from movies import INDEX, by_name, indexed, name_of, scan_all, table, write_all

WINDOW = 60
AROUND = 100


@pytest.mark.parametrize("pace", ["realistic", "custom"])
def test_no_item_is_older_than_its_floor_or_newer_than_its_ceiling(start, connect, films, pace):
    server = start(pace="realistic", window="adversarial", partitions=16, seed=11)
    if pace == "custom":
        delays = {"IndexedTableCreation": 7, "BackupCreation": 0.5, "Restore": 40.125}
        server.lab("UpdateLab", Settings={"Pace": "CUSTOM", "Delays": delays})
    client = connect(server)
    client.create_table(**table("Movies"))
    server.settle()
    films = [{**film, "Version": {"N": "0"}} for film in films]
    write_all(client, "Movies", films)

    loaded = server.lab("DescribeLab")["Now"]
    history = {name_of(film): [(loaded, film)] for film in films}
    changes = keep_writing(server, client, films, history, 0)
    marker = client.create_backup(TableName="Movies", BackupName="adversarial")["BackupDetails"]
    requested = marker["BackupCreationDateTime"].timestamp()
    keep_writing(server, client, films, history, changes)

    server.settle()
    arn = marker["BackupArn"]
    assert client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] == "AVAILABLE"
    client.restore_table_from_backup(TargetTableName="Restored", BackupArn=arn)
    server.settle()

    restored = scan_all(client, "Restored")
    older, newer = judge(history, by_name(restored), requested)
    # A window that nothing ever falls into would prove nothing.
    assert older > 20 and newer > 20
    assert by_name(scan_all(client, "Restored", IndexName=INDEX)) == by_name(indexed(restored))


def keep_writing(server, client, films, history, changes):
    """Each second, 24 items are written and one is deleted."""
    for _ in range(AROUND):
        now = server.advance(1)["Now"]
        chosen = {}
        while len(chosen) < 25:
            film = films[changes % 50 if changes % 2 else changes * 7919 % len(films)]
            changes += 1
            chosen[name_of(film)] = {**film, "Version": {"N": str(changes)}}
        (deleted, film), *written = chosen.items()
        write_all(client, "Movies", [item for _, item in written], [film])
        for name, item in written:
            history[name].append((now, item))
        history[deleted].append((now, None))
    return changes


def judge(history, restored, requested):
    """Finds each restored item among the versions that may come back; counts those on either side of the request."""
    older = newer = 0
    for name, versions in history.items():
        floor, calm, ceiling = (
            max(n for n, (time, _) in enumerate(versions) if time <= requested + late) for late in (-WINDOW, 0, WINDOW)
        )
        found = restored.get(name)
        allowed = [n for n in range(floor, ceiling + 1) if versions[n][1] == found]
        assert allowed, f"{name}: {found} is none of the versions {floor} to {ceiling}"
        if found is not None:
            older += allowed[0] < calm
            newer += allowed[0] > calm
    return older, newer
