// Owns a small server process for tests that need one of their own: serves until told otherwise.

import { isMainThread, parentPort, threadId } from 'node:worker_threads'
import { limits as table } from '../../runtime/dist/config/limits.js'
import { file } from '../../runtime/dist/http/file.js'
import { Reply } from '../../runtime/dist/http/reply.js'
import { createEngine } from '../../runtime/dist/native/create-engine.js'

const limits = Object.fromEntries(table.map(({ name, default: value }) => [name, value]))
const engine = createEngine({
  io: process.env.NEXUS_IO ?? 'auto',
  loop: process.env.NEXUS_LOOP ?? 'wake',
  limits,
  onEvent: (event) => {
    if (event.kind === 'accept-failed') console.log(JSON.stringify(event))
  },
})
const route = (path, handle) => ({
  method: 'GET',
  path,
  params: [],
  body: null,
  replyTypes: [],
  secured: false,
  handle,
})
let filesAsked = 0
engine.install([
  route('/file', () => {
    filesAsked++
    return file(process.env.NEXUS_FILE)
  }),
  route('/asked', () => new Reply(200, 'text/plain', `asked ${filesAsked}.`, null)),
  route('/', () => new Reply(200, 'text/plain', `hello ${threadId}`, null)),
  route('/exit', () => process.exit(7)),
  route('/exit-later', () => new Promise(() => setImmediate(() => process.exit(7)))),
  route('/never', () => new Promise(() => {})),
])
const { port } = await engine.listen({ host: '127.0.0.1', port: 0 })
const told = { port, driver: engine.driver }
if (isMainThread) console.log(JSON.stringify(told))
else parentPort.postMessage(told)
process.on('SIGTERM', () => engine.shutdown({ deadlineMs: 100 }))
