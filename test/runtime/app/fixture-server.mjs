// Owns the fixture app as a process: what a bundle of `nexus build` would be.

import * as runtime from '../../../runtime/dist/index.js'
import { makeApp } from './fixture-app.mjs'

const observe = () => import('../../../runtime/dist/observe/index.js')
const app = makeApp(runtime, [], { observe })
void runtime.start(app)
