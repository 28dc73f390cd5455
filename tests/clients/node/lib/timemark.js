/** The package under test, as `cargo xtask package` leaves it. */

export const packageFolder = new URL("../../../../target/npm/timemark/", import.meta.url);

export const { Engine, clientConfig, init, requestHandler } = await import(new URL("index.js", packageFolder));
