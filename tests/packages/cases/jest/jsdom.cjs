// What the SDK itself needs and jsdom lacks; the package needs none of it.
const { TextDecoder, TextEncoder } = require("node:util");
const { ReadableStream } = require("node:stream/web");

Object.assign(globalThis, { TextDecoder, TextEncoder, ReadableStream });
