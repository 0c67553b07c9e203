import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { projectRoot } from '../local/process/folders.ts'

const duckDb = '@duckdb/node-api'

// parquetjs-lite's generated Thrift code assigns undeclared globals, which a strict-mode bundle refuses.
const declareThriftGlobals = {
  name: 'declare-thrift-globals',
  setup(esbuild) {
    esbuild.onLoad({ filter: /gen-nodejs[\\/]parquet_types\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/^(\w+) = (module\.exports\.)/gm, 'var $1 = $2'),
      loader: 'js',
    }))
  },
}

/**
 * Bundles functions with what they import; what several of them import is there once. DuckDB stays outside, because it is
 * native code.
 * @param handlers such as `functions/on-upload.handler`
 * @returns the files written under `folder`, and the handlers whose code imports DuckDB
 */
export async function bundleFunctions(handlers, folder) {
  const sourceOf = (handler) => handler.replace(/\.\w+$/, '.ts')
  const { metafile } = await build({
    absWorkingDir: projectRoot,
    entryPoints: handlers.map(sourceOf),
    outdir: folder,
    outbase: '.',
    chunkNames: 'shared/[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: [duckDb],
    plugins: [declareThriftGlobals],
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  })
  const importsDuckDb = (path, seen = new Set()) => {
    if (seen.has(path)) return false
    seen.add(path)
    return metafile.outputs[path].imports.some((each) =>
      each.external ? each.path === duckDb : importsDuckDb(each.path, seen),
    )
  }
  const outputs = Object.entries(metafile.outputs)
  const pathOf = (handler) => outputs.find(([, { entryPoint }]) => entryPoint === sourceOf(handler))[0]
  return {
    files: outputs.map(([path]) => join(projectRoot, path)),
    withDuckDb: new Set(handlers.filter((handler) => importsDuckDb(pathOf(handler)))),
  }
}
