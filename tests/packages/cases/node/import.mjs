import * as newest from "@aws-sdk/client-dynamodb";
import * as older from "client-dynamodb-3-600";
import { story } from "../story.js";

console.log(await story(newest));
console.log(await story(older));
