// Owns fuzzing what reads bodies in JavaScript: forms in parts, lines of JSON, JSON with exact integers.

import busboy from '@fastify/busboy'
import { jsonLines } from '../../runtime/dist/body/json-lines.js'
import { parseJsonText } from '../../runtime/dist/body/json-text.js'
import { multipart } from '../../runtime/dist/body/multipart/multipart.js'
import { limits as table } from '../../runtime/dist/config/limits.js'

const limits = Object.fromEntries(table.map((limit) => [limit.name, limit.default]))

const sourceOf = (pieces, type) => ({
  limits: { ...limits, jsonLineBytesMax: 64 },
  bodyBytesMax: 1 << 20,
  header: (name) => (name === 'content-type' ? type : undefined),
  stream: () =>
    Object.assign(
      (async function* () {
        yield* pieces
      })(),
      { trailers: () => ({}), hold: () => {} },
    ),
})

const multipartType = 'multipart/form-data; boundary=b'

const readParts = async (pieces) => {
  const found = []
  const spec = { parts: {}, hint: null, validate: () => true }
  try {
    for await (const part of multipart(sourceOf(pieces, multipartType), spec)) {
      const text = Buffer.from(await part.bytes()).toString('latin1')
      found.push([part.name, part.filename ?? null, part.contentType, text])
    }
  } catch (error) {
    if (![400, 413, 415].includes(error.status)) throw error
    return `${error.status} ${error.message}`
  }
  return found
}

const readWithBusboy = (bytes) =>
  new Promise((resolve, reject) => {
    const found = []
    const parser = busboy({ headers: { 'content-type': multipartType }, isPartAFile: () => true })
    parser.on('file', (name, stream, filename, _coding, type) => {
      const entry = [name, filename ?? null, type, '']
      found.push(entry)
      stream.on('data', (chunk) => {
        entry[3] += chunk.toString('latin1')
      })
    })
    parser.on('finish', () => resolve(found))
    parser.on('error', reject)
    parser.end(bytes)
  })

const scraps = ['\r\n', '--', '-', 'b', '\r', '\n', 'x', '\0', '\xff', '\r\n--', '\r\n-']

const wellFormed = async (random) => {
  const parts = random.many(4, () => {
    const file = random.chance(50)
    const more = file
      ? `; filename="${random.text(['f', '.', ' '], 5)}x"\r\nContent-Type: application/octet-stream`
      : ''
    const content = random.text(scraps, 12)
    if (`\r\n${content}\r\n`.includes('\r\n--b')) return ''
    return `--b\r\nContent-Disposition: form-data; name="${random.text(['n', '_'], 6)}y"${more}\r\n\r\n${content}\r\n`
  })
  const bytes = Buffer.from(`${parts.join('')}--b--\r\n`, 'latin1')
  return [await readParts(random.pieces(bytes)), await readWithBusboy(bytes)]
}

const anyForm = async (random) => {
  const words = [
    '--b',
    '\r\n',
    '--',
    'Content-Disposition: form-data; name=a',
    '; filename=f',
    '\r\n\r\n',
    'x',
    ':',
    '\0',
    'Content-Type: a/b',
    '\xe9',
  ]
  const bytes = Buffer.from(random.text(words, 24), 'latin1')
  return [await readParts(random.pieces(bytes)), await readParts([bytes])]
}

const values = ['1', '"a"', '{"a":[1]}', '[]', 'null', 'true', '-0.5', '"\\u00e9"', '"é"', '1e3']

const readLines = async (pieces) => {
  const found = []
  try {
    for await (const value of jsonLines(sourceOf(pieces, 'application/x-ndjson'), () => true))
      found.push(value)
  } catch (error) {
    if (![400, 413].includes(error.status)) throw error
    return [...found, `${error.status} ${error.message}`]
  }
  return found
}

const lines = async (random) => {
  const texts = random.many(6, () => random.pick(values))
  const bytes = Buffer.from(texts.map((text) => text + random.pick(['\n', '\r\n'])).join(''))
  return [await readLines(random.pieces(bytes)), texts.map((text) => JSON.parse(text))]
}

const anyLines = async (random) => {
  const bytes = Buffer.from(
    random.text([...values, '\n', '\r', '\n\n', '{', '\xff', '9'.repeat(20), 'x'.repeat(65)], 12),
    'latin1',
  )
  return [await readLines(random.pieces(bytes)), await readLines([bytes])]
}

const token = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"__proto__"',
  '"\\ud800"',
  '"\\n"',
  '1',
  '-0',
  '1.5e3',
  '123456789012345',
  'true',
  'null',
  ' ',
  '\n',
  '\u00a0',
  '01',
  '1.',
  '"',
]

const json = (random) => {
  const value = (depth) => {
    const kind = random.below(depth > 4 ? 3 : 5)
    if (kind === 0) return random.pick(['1', '-0', '1.5', '2e3', '9007199254740991', '0.1'])
    if (kind === 1)
      return JSON.stringify(random.text(['a', '"', '\\', '\n', 'é', '🐎', '\ud800'], 5))
    if (kind === 2) return random.pick(['true', 'false', 'null'])
    const items = random.many(4, () => value(depth + 1))
    if (kind === 3) return `[${items.join(random.pick([',', ' , ']))}]`
    return `{${items.map((item) => `"${random.pick(['a', 'b', '__proto__', 'constructor'])}":${item}`).join(',')}}`
  }
  const text = random.chance(60) ? value(0) : random.text(token, 10)
  // What JSON.parse rounds is the business of the next target.
  if (/\d{16}/.test(text)) return [null, null]
  return [outcome(() => parseJsonText(text)), outcome(() => JSON.parse(text))]
}

const exactIntegers = (random) => {
  const digits = `${random.pick(['', '-'])}${1 + random.below(9)}${random.text('0123456789', 30)}`
  const got = parseJsonText(`[${digits}]`)[0]
  return [String(BigInt(got)), String(BigInt(digits))]
}

const outcome = (run) => {
  try {
    return describe(run())
  } catch {
    return 'refused'
  }
}

/** JSON of a value. A number that no double holds is refused here, and infinite to JSON.parse. */
const describe = (value) =>
  JSON.stringify(value, (_key, item) => {
    if (item === Infinity || item === -Infinity) throw new RangeError('infinite')
    return typeof item === 'bigint' ? `${item}n` : item
  })

export const bodies = {
  multipart: wellFormed,
  'any-multipart': anyForm,
  'json-lines': lines,
  'any-json-lines': anyLines,
  json,
  'exact-integers': exactIntegers,
}
