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

aws dynamodb create-table \
  --attribute-definitions '[
    {"AttributeName": "Artist", "AttributeType": "S"},
    {"AttributeName": "SongTitle", "AttributeType": "S"}
  ]' \
  --table-name Music \
  --key-schema '[
    {"AttributeName": "Artist", "KeyType": "HASH"},
    {"AttributeName": "SongTitle", "KeyType": "RANGE"}
  ]' \
  --billing-mode PAY_PER_REQUEST

# 10 s later
aws dynamodb wait table-exists --table-name Music

# 48 writes in 119 s
while read -r OPERATION ATTRIBUTES; do
  if [ "$OPERATION" = PutItem ]; then
    aws dynamodb put-item \
      --table-name Music \
      --item "$ATTRIBUTES" \
      --return-consumed-capacity TOTAL
  else
    aws dynamodb delete-item \
      --table-name Music \
      --key "$ATTRIBUTES" \
      --return-consumed-capacity TOTAL
  fi
done << 'END'
PutItem {"Artist": {"S": "Hildegard of Bingen"}, "Composed": {"N": "1151"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Ordo Virtutum"}}
PutItem {"Artist": {"S": "Johann Sebastian Bach"}, "Composed": {"N": "1741"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Goldberg Variations"}}
PutItem {"Artist": {"S": "Johann Sebastian Bach"}, "Composed": {"N": "1749"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Mass in B minor"}}
PutItem {"Artist": {"S": "Wolfgang Amadeus Mozart"}, "Composed": {"N": "1791"}, "Plays": {"N": "0"}, "SongTitle": {"S": "The Magic Flute"}}
PutItem {"Artist": {"S": "Wolfgang Amadeus Mozart"}, "Composed": {"N": "1791"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Requiem"}}
PutItem {"Artist": {"S": "Ludwig van Beethoven"}, "Composed": {"N": "1812"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Symphony No. 7"}}
PutItem {"Artist": {"S": "Ludwig van Beethoven"}, "Composed": {"N": "1825"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Große Fuge"}}
PutItem {"Artist": {"S": "Franz Schubert"}, "Composed": {"N": "1827"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Winterreise"}}
PutItem {"Artist": {"S": "Fanny Hensel"}, "Composed": {"N": "1841"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Das Jahr"}}
PutItem {"Artist": {"S": "Clara Schumann"}, "Composed": {"N": "1835"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Piano Concerto"}}
PutItem {"Artist": {"S": "Robert Schumann"}, "Composed": {"N": "1838"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Kreisleriana"}}
PutItem {"Artist": {"S": "Frédéric Chopin"}, "Composed": {"N": "1835"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Ballade No. 1"}}
PutItem {"Artist": {"S": "Franz Liszt"}, "Composed": {"N": "1853"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Sonata in B minor"}}
PutItem {"Artist": {"S": "Richard Wagner"}, "Composed": {"N": "1859"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Tristan und Isolde"}}
PutItem {"Artist": {"S": "Johannes Brahms"}, "Composed": {"N": "1878"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Violin Concerto"}}
PutItem {"Artist": {"S": "Pyotr Tchaikovsky"}, "Composed": {"N": "1893"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Symphony No. 6"}}
PutItem {"Artist": {"S": "Antonín Dvořák"}, "Composed": {"N": "1895"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Cello Concerto"}}
PutItem {"Artist": {"S": "Gustav Mahler"}, "Composed": {"N": "1894"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Symphony No. 2"}}
PutItem {"Artist": {"S": "Claude Debussy"}, "Composed": {"N": "1905"}, "Plays": {"N": "0"}, "SongTitle": {"S": "La mer"}}
PutItem {"Artist": {"S": "Amy Beach"}, "Composed": {"N": "1894"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Gaelic Symphony"}}
PutItem {"Artist": {"S": "Ethel Smyth"}, "Composed": {"N": "1904"}, "Plays": {"N": "0"}, "SongTitle": {"S": "The Wreckers"}}
PutItem {"Artist": {"S": "Igor Stravinsky"}, "Composed": {"N": "1913"}, "Plays": {"N": "0"}, "SongTitle": {"S": "The Rite of Spring"}}
PutItem {"Artist": {"S": "Maurice Ravel"}, "Composed": {"N": "1931"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Piano Concerto in G"}}
PutItem {"Artist": {"S": "Lili Boulanger"}, "Composed": {"N": "1918"}, "Plays": {"N": "0"}, "SongTitle": {"S": "Pie Jesu"}}
PutItem {"Artist": {"S": "Hildegard of Bingen"}, "Composed": {"N": "1151"}, "Plays": {"N": "1"}, "SongTitle": {"S": "Ordo Virtutum"}}
PutItem {"Artist": {"S": "Frédéric Chopin"}, "Composed": {"N": "1835"}, "Plays": {"N": "2"}, "SongTitle": {"S": "Ballade No. 1"}}
PutItem {"Artist": {"S": "Maurice Ravel"}, "Composed": {"N": "1931"}, "Plays": {"N": "3"}, "SongTitle": {"S": "Piano Concerto in G"}}
PutItem {"Artist": {"S": "Clara Schumann"}, "Composed": {"N": "1835"}, "Plays": {"N": "4"}, "SongTitle": {"S": "Piano Concerto"}}
PutItem {"Artist": {"S": "Ethel Smyth"}, "Composed": {"N": "1904"}, "Plays": {"N": "5"}, "SongTitle": {"S": "The Wreckers"}}
DeleteItem {"Artist": {"S": "Franz Schubert"}, "SongTitle": {"S": "Winterreise"}}
PutItem {"Artist": {"S": "Claude Debussy"}, "Composed": {"N": "1905"}, "Plays": {"N": "7"}, "SongTitle": {"S": "La mer"}}
PutItem {"Artist": {"S": "Ludwig van Beethoven"}, "Composed": {"N": "1812"}, "Plays": {"N": "8"}, "SongTitle": {"S": "Symphony No. 7"}}
PutItem {"Artist": {"S": "Antonín Dvořák"}, "Composed": {"N": "1895"}, "Plays": {"N": "9"}, "SongTitle": {"S": "Cello Concerto"}}
PutItem {"Artist": {"S": "Wolfgang Amadeus Mozart"}, "Composed": {"N": "1791"}, "Plays": {"N": "10"}, "SongTitle": {"S": "The Magic Flute"}}
PutItem {"Artist": {"S": "Johannes Brahms"}, "Composed": {"N": "1878"}, "Plays": {"N": "11"}, "SongTitle": {"S": "Violin Concerto"}}
DeleteItem {"Artist": {"S": "Johann Sebastian Bach"}, "SongTitle": {"S": "Goldberg Variations"}}
PutItem {"Artist": {"S": "Franz Liszt"}, "Composed": {"N": "1853"}, "Plays": {"N": "13"}, "SongTitle": {"S": "Sonata in B minor"}}
PutItem {"Artist": {"S": "Lili Boulanger"}, "Composed": {"N": "1918"}, "Plays": {"N": "14"}, "SongTitle": {"S": "Pie Jesu"}}
PutItem {"Artist": {"S": "Robert Schumann"}, "Composed": {"N": "1838"}, "Plays": {"N": "15"}, "SongTitle": {"S": "Kreisleriana"}}
PutItem {"Artist": {"S": "Igor Stravinsky"}, "Composed": {"N": "1913"}, "Plays": {"N": "16"}, "SongTitle": {"S": "The Rite of Spring"}}
PutItem {"Artist": {"S": "Fanny Hensel"}, "Composed": {"N": "1841"}, "Plays": {"N": "17"}, "SongTitle": {"S": "Das Jahr"}}
DeleteItem {"Artist": {"S": "Amy Beach"}, "SongTitle": {"S": "Gaelic Symphony"}}
PutItem {"Artist": {"S": "Ludwig van Beethoven"}, "Composed": {"N": "1825"}, "Plays": {"N": "19"}, "SongTitle": {"S": "Große Fuge"}}
PutItem {"Artist": {"S": "Gustav Mahler"}, "Composed": {"N": "1894"}, "Plays": {"N": "20"}, "SongTitle": {"S": "Symphony No. 2"}}
PutItem {"Artist": {"S": "Wolfgang Amadeus Mozart"}, "Composed": {"N": "1791"}, "Plays": {"N": "21"}, "SongTitle": {"S": "Requiem"}}
PutItem {"Artist": {"S": "Pyotr Tchaikovsky"}, "Composed": {"N": "1893"}, "Plays": {"N": "22"}, "SongTitle": {"S": "Symphony No. 6"}}
PutItem {"Artist": {"S": "Johann Sebastian Bach"}, "Composed": {"N": "1749"}, "Plays": {"N": "23"}, "SongTitle": {"S": "Mass in B minor"}}
DeleteItem {"Artist": {"S": "Richard Wagner"}, "SongTitle": {"S": "Tristan und Isolde"}}
END

wait_for_backups Music

BACKUP_ARN=$(aws dynamodb create-backup \
  --table-name Music \
  --backup-name nightly \
  --query BackupDetails.BackupArn --output text)

# 3 min later
wait_for_backup "$BACKUP_ARN"

aws dynamodb restore-table-from-backup \
  --target-table-name Music-restored \
  --backup-arn "$BACKUP_ARN"
