// On the server, where the SDK is answered in process.
import * as sdk from "@aws-sdk/client-dynamodb";
import { story } from "../../shared/story.js";

export const dynamic = "force-dynamic";

export const GET = async () => new Response(await story(sdk));
