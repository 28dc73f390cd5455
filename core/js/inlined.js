/** The bytes of the engine's module, which is a text in the package so that no bundler needs to be told of a file. */

import { decoded } from "./decoded.js";
import "./inline/engine_bg.js";

/** The bytes. No other module's function is exported again: bundlers would then leave out this one, and the text with it. */
export const inlined = () => decoded();
