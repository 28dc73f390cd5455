// What runs in a browser without the SDK.
import { Engine, init } from "timemark";

await init();
const engine = new Engine({ now: 5 });
globalThis.told = `${engine.now()} ${engine.call("ListTables").TableNames.length}`;
console.log(globalThis.told);
