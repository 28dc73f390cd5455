export * from "./index.cjs";

/**
 * Loads the engine, once. Required before the first engine; afterwards it does nothing.
 *
 * @param source the engine's module, which is the package's file `engine_bg.wasm`: a URL as text or `URL`, a `Response`,
 *   the bytes of the file, or a compiled module
 */
export function init(source?: string | object): Promise<void>;
