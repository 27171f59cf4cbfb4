// Owns bundling generated code that lies in memory, for whoever runs it without a project: tests and suites.

import { posix } from 'node:path'

/**
 * The plugin of esbuild for it. Of the runtime only validation is there; operations become their definitions.
 *
 * @param {readonly { readonly path: string; readonly text: string }[]} files
 * @param {(entry: 'validate' | 'patterns') => string} runtimeFile Where an entry of the runtime lies.
 * @returns {import('esbuild').Plugin}
 */
export const virtualProject = (files, runtimeFile) => {
  const texts = new Map(files.map((file) => [file.path, file.text]))
  return {
    name: 'virtual-project',
    setup: (host) => {
      host.onResolve({ filter: /^@nexusrt\/runtime(\/.*)?$/ }, ({ path }) =>
        path.endsWith('/validate')
          ? { path: runtimeFile('validate') }
          : path.endsWith('/patterns')
            ? { path: runtimeFile('patterns') }
            : { path: 'runtime', namespace: 'stub' },
      )
      host.onResolve({ filter: /^\./, namespace: 'virtual' }, ({ path, importer }) => ({
        path: posix.join(posix.dirname(importer), path),
        namespace: 'virtual',
      }))
      host.onResolve({ filter: /^src\// }, ({ path }) => ({ path, namespace: 'virtual' }))
      host.onLoad({ filter: /.*/, namespace: 'virtual' }, ({ path }) => {
        const contents = texts.get(`${path}.ts`)
        return contents === undefined ? null : { contents, loader: 'ts' }
      })
      host.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({
        contents: 'export const operation = (definition) => ({ definition })',
      }))
    },
  }
}
