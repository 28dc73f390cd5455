/** The SDK in the versions that every test runs over, and a client of each that talks to an engine. */

import { createRequire } from "node:module";
import { describe } from "node:test";
import * as newest from "@aws-sdk/client-dynamodb";
import * as older from "client-dynamodb-3-600";
import { clientConfig } from "./timemark.js";

const require = createRequire(import.meta.url);

const SDKS = [
  ["@aws-sdk/client-dynamodb", newest],
  ["client-dynamodb-3-600", older],
];

/** Runs tests once for each version. They are given `connect(engine)` and the SDK itself, for its exception classes. */
export function overSdks(title, tests) {
  for (const [name, sdk] of SDKS) {
    const { version } = require(`${name}/package.json`);
    describe(`${title} (SDK ${version})`, () => tests(connectWith(sdk), sdk));
  }
}

/** `connect(engine)` gives `send(operation, input)`, which is the SDK's own `client.send(new OperationCommand(input))`. */
function connectWith(sdk) {
  return (engine, config = {}) => {
    const client = new sdk.DynamoDBClient({ ...clientConfig(engine), ...config });
    return (operation, input = {}, options) => client.send(new sdk[`${operation}Command`](input), options);
  };
}
