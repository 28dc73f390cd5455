/** What every entry of the package exports, beside its `init`. */

export { Engine } from "./guarded.js";
export { clientConfig, requestHandler, waiterConfig } from "./sdk.js";
