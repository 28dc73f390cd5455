// Compiled with --strict; each line with "wrong" must be refused, and no other.

import type { ClientDefaults as NewestDefaults } from "@aws-sdk/client-dynamodb";
import type { ClientDefaults as OlderDefaults } from "client-dynamodb-3-600";
import { type SdkRequestHandler, Engine, clientConfig, requestHandler } from "timemark";

type Proper<T> = Extract<T, { handle: unknown }>;
type Broken = Omit<SdkRequestHandler, "handle"> & { handle(): Promise<{ response: number }> };
declare const broken: Broken;

export const newest: Proper<NewestDefaults["requestHandler"]> = broken; // wrong
export const older: Proper<OlderDefaults["requestHandler"]> = broken; // wrong
new Engine({ settings: { Pace: "HASTY" } }); // wrong
new Engine({ sede: 1 }); // wrong
requestHandler("engine"); // wrong
clientConfig(new Engine());
