// Owns evaluating a bundle inside the running isolate, so that nothing of it outlives its last use.

import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { compileFunction, constants } from 'node:vm'
import { type App, isApp } from '../app/define-app.js'
import { StartError } from '../app/errors.js'

/**
 * Runs a CommonJS bundle and gives its default export. Compiled as a function: unlike a module it is in
 * no cache, so the collector takes it, and all it made, once nothing refers to it.
 *
 * @throws {StartError} when the bundle exports no app; what the bundle itself throws; SyntaxError.
 */
export const evaluateBundle = (file: string, require: NodeJS.Require): App => {
  const run = compileFunction(
    readFileSync(file, 'utf8'),
    ['exports', 'require', 'module', '__filename', '__dirname'],
    { filename: file, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
  )
  const module: { exports: { default?: unknown } } = { exports: {} }
  run(module.exports, require, module, file, dirname(file))
  const app = module.exports.default
  if (isApp(app)) return app
  throw new StartError(
    'src/server.ts exports no app.',
    'Let its default export be what createApp(...) returns.',
  )
}
