import { brotliCompressSync, constants } from "node:zlib";
import type { Plugin } from "vite";

/** Below this a header and a second file cost more than they save. */
const WORTH_IT = 1_000;

/** Writes `name.br` beside each file, so that a server without Brotli can hand it out. */
export function brotli(): Plugin {
  return {
    name: "brotli",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          const content = Buffer.from(file.type === "chunk" ? file.code : file.source);
          if (content.length < WORTH_IT || file.fileName.endsWith(".json")) continue;
          const source = brotliCompressSync(content, {
            params: {
              [constants.BROTLI_PARAM_QUALITY]: 11,
              [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
            },
          });
          this.emitFile({ type: "asset", fileName: `${file.fileName}.br`, source });
        }
      },
    },
  };
}
