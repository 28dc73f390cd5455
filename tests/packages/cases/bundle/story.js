// What runs wherever the SDK does.
import * as sdk from "@aws-sdk/client-dynamodb";
import { story } from "../story.js";

globalThis.told = await story(sdk);
console.log(globalThis.told);
if (globalThis.document) document.title = globalThis.told;
