import { Engine, clientConfig } from "timemark";
import { init } from "timemark/slim";

await init("engine_bg.wasm");
export const config = clientConfig(new Engine(), { followTime: true });
