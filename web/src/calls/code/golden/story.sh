#!/usr/bin/env bash
# On AWS; or, after `timemark serve`, with: export AWS_ENDPOINT_URL=http://127.0.0.1:8000
export AWS_PAGER=""

# A new table's backups are enabled some seconds after it is ACTIVE.
wait_for_backups() {
  while [ "$(aws dynamodb describe-continuous-backups --table-name="$1" \
    --query ContinuousBackupsDescription.ContinuousBackupsStatus --output text)" = DISABLED ]; do
    sleep 1
  done
}

wait_for_backup() {
  while [ "$(aws dynamodb describe-backup --backup-arn "$1" \
    --query BackupDescription.BackupDetails.BackupStatus --output text)" = CREATING ]; do
    sleep 5
  done
}

TABLE_ARN=$(aws dynamodb create-table \
  --table-name Music \
  --billing-mode PAY_PER_REQUEST \
  --attribute-definitions '[
    {"AttributeName": "Artist", "AttributeType": "S"},
    {"AttributeName": "Title", "AttributeType": "S"},
    {"AttributeName": "Year", "AttributeType": "N"}
  ]' \
  --key-schema '[
    {"AttributeName": "Artist", "KeyType": "HASH"},
    {"AttributeName": "Title", "KeyType": "RANGE"}
  ]' \
  --global-secondary-indexes '[
    {
      "IndexName": "by-year",
      "KeySchema": [{"AttributeName": "Year", "KeyType": "HASH"}],
      "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["Plays", "Label"]}
    }
  ]' \
  --sse-specification '{"Enabled": true}' \
  --no-deletion-protection-enabled \
  --tags '[{"Key": "purpose", "Value": "to be backed up"}]' \
  --query TableDescription.TableArn --output text)

# 60 s later
aws dynamodb wait table-exists --table-name Music

aws dynamodb tag-resource \
  --resource-arn "$TABLE_ARN" \
  --tags '[{"Key": "owner", "Value": "me"}]'

aws dynamodb update-time-to-live \
  --table-name Music \
  --time-to-live-specification '{"AttributeName": "Until", "Enabled": true}'

while read -r ITEM; do
  aws dynamodb put-item --table-name Music --item "$ITEM"
done << 'END'
{"Artist": {"S": "Beethoven"}, "Title": {"S": "Große Fuge"}, "Year": {"N": "1825"}, "Plays": {"N": "12345678901234567890123456789012345678"}, "Score": {"B": "AP8iXCc="}, "Parts": {"BS": ["YQ==", "Yg=="]}, "Keys": {"SS": ["B flat", "G flat"]}, "Bars": {"NS": ["741", "-0.5"]}, "IsLate": {"BOOL": true}, "Label": {"NULL": true}, "Movements": {"L": [{"S": "Overtura"}, {"M": {"Name": {"S": "Fuga"}, "Of": {"L": []}}}]}}
{"Artist": {"S": "it's \"hostile\" $HOME ${HOME} $(id) `id` \\ !x %s {} #{x}"}, "Title": {"S": "a\nb\r\tc\u0000\u001b[2J\u2028\u202e\ufeffé😀 file:///etc/passwd"}, "__proto__": {"S": "*/ --> </script> '''"}, "it's": {"S": "~"}, "B": {"S": "AQID"}, " ": {"S": ""}}
{"Artist": {"S": "-x"}, "Title": {"S": "--"}}
END

aws dynamodb batch-write-item \
  --request-items '{
    "Music": [
      {"PutRequest": {"Item": {"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}}}},
      {"DeleteRequest": {"Key": {"Artist": {"S": "-x"}, "Title": {"S": "--"}}}}
    ]
  }'

aws dynamodb update-item \
  --table-name Music \
  --key '{"Artist": {"S": "Beethoven"}, "Title": {"S": "Große Fuge"}}' \
  --update-expression 'SET #e = if_not_exists(#e, :zero) + :one REMOVE Nothing' \
  --condition-expression 'attribute_exists(#y) AND NOT contains(#k, :key)' \
  --expression-attribute-names '{"#e": "Encores", "#y": "Year", "#k": "Keys"}' \
  --expression-attribute-values '{":zero": {"N": "0"}, ":one": {"N": "1"}, ":key": {"S": "C major"}}' \
  --return-values UPDATED_NEW \
  --return-consumed-capacity INDEXES

aws dynamodb transact-write-items \
  --transact-items '[
    {
      "ConditionCheck": {
        "TableName": "Music",
        "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}},
        "ConditionExpression": "attribute_not_exists(Plays)"
      }
    },
    {
      "Update": {
        "TableName": "Music",
        "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Ciaccona"}},
        "UpdateExpression": "ADD Plays :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}}
      }
    },
    {
      "Put": {
        "TableName": "Music",
        "Item": {"Artist": {"S": "Bach"}, "Title": {"S": "Kyrie"}, "Plays": {"N": "7"}}
      }
    },
    {
      "Delete": {
        "TableName": "Music",
        "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Nothing"}}
      }
    }
  ]' \
  --client-request-token once

aws dynamodb query \
  --table-name Music \
  --key-condition-expression 'Artist = :artist AND begins_with(Title, :start)' \
  --filter-expression 'attribute_not_exists(Plays) OR Plays > :few' \
  --projection-expression 'Title, #p' \
  --expression-attribute-names '{"#p": "Plays"}' \
  --expression-attribute-values '{":artist": {"S": "Bach"}, ":start": {"S": "C"}, ":few": {"N": "0"}}' \
  --no-scan-index-forward \
  --limit 10

aws dynamodb transact-get-items \
  --transact-items '[
    {
      "Get": {
        "TableName": "Music",
        "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Kyrie"}}
      }
    }
  ]'

# Only in the playground, AWS has nothing like it: UpdateLab
# {"Settings": {"ConsistencyWindow": "TYPICAL"}}
wait_for_backups Music

BACKUP_ARN=$(aws dynamodb create-backup \
  --table-name Music \
  --backup-name=-nightly \
  --query BackupDetails.BackupArn --output text)

aws dynamodb describe-backup --backup-arn "$BACKUP_ARN"

aws dynamodb put-item \
  --table-name Music \
  --item '{"Artist": {"S": "Bach"}, "Title": {"S": "Too late"}}'

# 2 min later
wait_for_backup "$BACKUP_ARN"
aws dynamodb describe-backup --backup-arn "$BACKUP_ARN"

BACKUP_ARN_2=$(aws dynamodb create-backup \
  --table-name Music \
  --backup-name again \
  --query BackupDetails.BackupArn --output text)

# 2 min later
aws dynamodb list-backups \
  --table-name Music \
  --time-range-lower-bound 2026-01-01T00:00:00.250Z \
  --backup-type USER \
  --limit 10

aws dynamodb restore-table-from-backup \
  --target-table-name Music-restored \
  --backup-arn "$BACKUP_ARN" \
  --billing-mode-override PROVISIONED \
  --provisioned-throughput-override '{"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}' \
  --global-secondary-index-override '[]'

# 10 min later
aws dynamodb wait table-exists --table-name Music-restored
aws dynamodb delete-backup --backup-arn "$BACKUP_ARN"

aws dynamodb get-item \
  --table-name Music-restored \
  --key '{"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}}' \
  --consistent-read

aws dynamodb batch-get-item \
  --request-items '{"Music-restored": {"Keys": [{"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}}]}}'

wait_for_backup "$BACKUP_ARN_2"
aws dynamodb delete-table --table-name Music

# 60 s later
aws dynamodb wait table-not-exists --table-name Music

aws dynamodb create-table \
  --table-name Music \
  --billing-mode PAY_PER_REQUEST \
  --key-schema '[{"AttributeName": "id", "KeyType": "HASH"}]' \
  --attribute-definitions '[{"AttributeName": "id", "AttributeType": "B"}]'

# 60 s later
aws dynamodb wait table-exists --table-name Music
wait_for_backups Music
aws dynamodb create-backup --table-name Music --backup-name empty
