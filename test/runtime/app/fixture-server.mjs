// Owns the fixture app as a process: what a bundle of `nexus build` would be.

import * as runtime from '../../../runtime/dist/index.js'
import { makeApp } from './fixture-app.mjs'

const observe = () => import('../../../runtime/dist/observe/index.js')
const root = process.env.STATIC_ROOT
const routes = root
  ? [
      (await import('../../../runtime/dist/middleware/index.js')).staticFiles({
        path: '/files',
        root,
      }),
    ]
  : []
const app = makeApp(runtime, [], { observe, routes })
void runtime.start(app)
