/** Timemark in Node for `import`: the same instance as for `require`. */

import timemark from "./index.cjs";

export const { Engine, clientConfig, init, requestHandler, waiterConfig } = timemark;
