// Owns the handlers of the server under soak: file name to text.

const handler = (name, body, imports = '') =>
  `${imports}import { ${name} as op } from '#generated/operations/${file(name)}'\n\nexport const ${name} = op.handler(${body})\n`
const file = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const sleep = "import { setTimeout as sleep } from 'node:timers/promises'\n"

const readings = `async () => {
  collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  return op.reply(200, {
    descriptors: readdirSync('/proc/self/fd').length,
    handles: process.getActiveResourcesInfo().filter((kind) => kind !== 'Timeout' && kind !== 'Immediate').length,
    heapBytes: heapUsed + external,
    residentBytes: rss,
  })
}`
const readingsImports = `import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
`

/** `getItem` answers this version; editing it makes \`nexus dev\` reload. */
export const itemHandler = (version) =>
  handler('getItem', `({ path }) => op.reply(200, { id: path.id, name: 'v${version}' })`)

/** Every handler, by the path of its file under src/handlers. */
export const handlers = {
  'get-item.ts': itemHandler(0),
  'add-item.ts': handler('addItem', '({ body }) => op.reply(201, body)'),
  'get-slow.ts': handler(
    'getSlow',
    'async ({ signal }) => {\n  await sleep(200, undefined, { signal })\n  return op.reply(204)\n}',
    sleep,
  ),
  'upload.ts': handler(
    'upload',
    'async ({ body }) => {\n  let bytes = 0\n  for await (const chunk of body) bytes += chunk.length\n  return op.reply(200, bytes)\n}',
  ),
  'download.ts': handler(
    'download',
    'async () => op.reply(200, chunks())',
    'const chunk = new Uint8Array(16_384).fill(120)\nasync function* chunks() {\n  for (let i = 0; i < 256; i++) yield chunk\n}\n',
  ),
  'get-events.ts': handler(
    'getEvents',
    'async ({ signal }) => op.reply(200, ticks(signal))',
    `${sleep}async function* ticks(signal: AbortSignal) {\n  for (let data = 0; !signal.aborted; data++) {\n    yield { data }\n    await sleep(20)\n  }\n}\n`,
  ),
  'send-form.ts': handler(
    'sendForm',
    'async ({ body }) => op.reply(200, (await body.form()).file.bytes.length)',
  ),
  'echo.ts': handler('echo', '() => ({ message: (socket, message) => socket.send(message) })'),
  'get-readings.ts': handler('getReadings', readings, readingsImports).replace(
    'export const',
    "setFlagsFromString('--expose-gc')\nconst collect = runInNewContext('gc') as () => void\n\nexport const",
  ),
}
