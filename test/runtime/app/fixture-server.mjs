// Owns the fixture app as a process: what a bundle of `nexus build` would be.

import * as runtime from '../../../runtime/dist/index.js'
import { makeApp } from './fixture-app.mjs'

const observe = () => import('../../../runtime/dist/observe/index.js')
const app = makeApp(runtime, [], { observe })
if (process.env.LIST_MODULES) {
  const { createRequire } = await import('node:module')
  const { cache } = createRequire(import.meta.url)
  process.on('exit', () => process.stderr.write(Object.keys(cache).join('\n')))
}
void runtime.start(app)
