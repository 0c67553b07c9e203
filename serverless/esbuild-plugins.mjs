import { readFile } from 'node:fs/promises'

// parquetjs-lite's generated Thrift code assigns undeclared globals, which a strict-mode bundle refuses.
const declareThriftGlobals = {
  name: 'declare-thrift-globals',
  setup(build) {
    build.onLoad({ filter: /gen-nodejs[\\/]parquet_types\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/^(\w+) = (module\.exports\.)/gm, 'var $1 = $2'),
      loader: 'js',
    }))
  },
}

export default [declareThriftGlobals]
