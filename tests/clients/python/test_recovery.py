"""Point-in-time recovery over HTTP: a bad write is undone, a deleted table comes back, 35 days later it is gone."""

import pytest
from movies import INDEX, by_name, indexed, key_of, scan_all, table, write_all
from test_story import at, wait

DAY = 86_400


def test_a_bad_write_is_undone_and_a_deleted_table_comes_back(start, connect, checker, films):
    server = start(pace="realistic", window="adversarial")
    client = connect(server)
    now = lambda: server.lab("DescribeLab")["Now"]
    client.create_table(**table("Movies"))
    wait(client, server, "table_exists", "Movies")
    with pytest.raises(client.exceptions.ContinuousBackupsUnavailableException):
        recoverable(client, "Movies")
    server.advance(3)
    described = recoverable(client, "Movies")["PointInTimeRecoveryDescription"]
    assert described["RecoveryPeriodInDays"] == 35
    assert described["EarliestRestorableDateTime"] == described["LatestRestorableDateTime"]

    write_all(client, "Movies", films)
    server.advance(600)
    write_all(client, "Movies", deletes=films[1000:])
    good = by_name(scan_all(client, "Movies"))
    assert len(good) == 1000

    # The bad write: a second later every film is gone or wrong.
    server.advance(1)
    bad = now()
    wrong = [{**film, "Seen": {"BOOL": True}} for film in films[:500]]
    write_all(client, "Movies", wrong, films[500:1000])
    restore = {"SourceTableName": "Movies", "TargetTableName": "Rewound", "RestoreDateTime": at(bad - 1)}
    with pytest.raises(client.exceptions.InvalidRestoreTimeException):
        client.restore_table_to_point_in_time(**restore)
    server.advance(299)
    rewinding = client.restore_table_to_point_in_time(**restore)["TableDescription"]
    assert rewinding["TableStatus"] == "CREATING"
    assert rewinding["RestoreSummary"]["RestoreDateTime"] == at(bad - 1)
    assert "SourceBackupArn" not in rewinding["RestoreSummary"]
    wait(client, server, "table_exists", "Rewound", Delay=20)
    assert by_name(scan_all(client, "Rewound")) == good
    assert by_name(scan_all(client, "Rewound", IndexName=INDEX)) == by_name(indexed(good.values()))
    assert by_name(scan_all(client, "Movies")) == by_name(wrong), "the source is as it was"

    # The table is deleted; a SYSTEM backup has its last moment.
    server.advance(3)
    recoverable(client, "Rewound")
    write_all(client, "Rewound", wrong[:1], [key_of(films[999])])
    last = by_name(scan_all(client, "Rewound"))
    client.delete_table(TableName="Rewound")
    deleted = now()
    wait(client, server, "table_not_exists", "Rewound", Delay=1)
    system = lambda: client.list_backups(BackupType="SYSTEM")["BackupSummaries"]
    server.lab("AdvanceClock", To=deleted + 8.999)
    assert system() == []
    server.lab("AdvanceClock", To=deleted + 9)
    (backup,) = system()
    arn = backup["BackupArn"]
    assert backup["BackupName"] == "Rewound$DeletedTableBackup"
    assert arn.endswith("-00000000")
    assert backup["BackupExpiryDateTime"] == at(deleted + 35 * DAY)
    assert client.list_backups()["BackupSummaries"] == []
    client.restore_table_from_backup(TargetTableName="Rewound", BackupArn=arn)
    wait(client, server, "table_exists", "Rewound", Delay=20)
    assert by_name(scan_all(client, "Rewound")) == last

    # 35 days later it is gone, to the millisecond.
    server.lab("AdvanceClock", To=deleted + 35 * DAY - 0.001)
    assert [backup["BackupArn"] for backup in system()] == [arn]
    server.lab("AdvanceClock", To=deleted + 35 * DAY)
    assert system() == []
    with pytest.raises(client.exceptions.BackupNotFoundException):
        client.describe_backup(BackupArn=arn)
    operations = {"UpdateContinuousBackups", "RestoreTableToPointInTime", "ListBackups", "DeleteTable"}
    assert operations <= set(checker.checked)


def recoverable(client, name):
    """Switches point-in-time recovery on."""
    specification = {"PointInTimeRecoveryEnabled": True}
    answer = client.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=specification)
    return answer["ContinuousBackupsDescription"]
