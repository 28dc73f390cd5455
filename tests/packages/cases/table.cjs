/** A table with tags, which no restore brings back. */

const { CreateTableCommand } = require("@aws-sdk/client-dynamodb");

exports.create = (client) =>
  client.send(
    new CreateTableCommand({
      TableName: "Music",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "Artist", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "Artist", KeyType: "HASH" }],
      Tags: [{ Key: "team", Value: "blue" }],
    }),
  );
