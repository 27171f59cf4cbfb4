// Owns what holds of any multipart form: busboy is the oracle for what well-formed bodies mean, and no bytes
// end in anything but parts or a refusal.

import { Busboy } from '@fastify/busboy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { multipart } from '../../../runtime/src/body/multipart/multipart.js'
import { bodyOf, failureOf } from './body-under-test.js'

const read = (bytes: string | Uint8Array, piece = Math.max(1, bytes.length)) =>
  failureOf(async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const spec = { parts: {}, hint: null, validate: () => true }
    const found: string[] = []
    for await (const part of multipart(bodyOf(bytes, { headers, piece }), spec)) {
      const text = Buffer.from(await part.bytes()).toString('latin1')
      found.push([part.name, part.filename, part.contentType, text].join('|'))
    }
    return found
  })

const oracle = (bytes: Buffer): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const found: string[] = []
    const parser = new Busboy({
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      isPartAFile: () => true,
    })
    parser.on('file', (name, stream, filename, _encoding, type) => {
      const chunks: Buffer[] = []
      const at = found.push('') - 1
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        found[at] = [name, filename, type, Buffer.concat(chunks).toString('latin1')].join('|')
      })
    })
    parser.on('finish', () => resolve(found))
    parser.on('error', reject)
    parser.end(bytes)
  })

const part = fc.record({
  name: fc.stringMatching(/^[a-z_ ]{1,8}$/),
  filename: fc.option(fc.stringMatching(/^[a-z. ]{1,8}$/), { nil: undefined }),
  // Small pieces of delimiters are what goes wrong, if anything does.
  content: fc.array(
    fc.constantFrom('\r\n', '--', '-', 'b', '\r', '\n', 'x', '\0', '\xff', '\r\n--'),
    { maxLength: 12 },
  ),
})

test('any form means what busboy makes of it, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 4 }),
      fc.integer({ min: 1, max: 40 }),
      async (parts, piece) => {
        const contents = parts.map(({ content }) => content.join(''))
        fc.pre(contents.every((content) => !`\r\n${content}\r\n`.includes('\r\n--b')))
        const text = parts
          .map(({ name, filename }, index) => {
            const file = filename === undefined ? '' : `; filename="${filename}"`
            const type = filename === undefined ? '' : 'Content-Type: application/octet-stream\r\n'
            return `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${type}\r\n${contents[index]}\r\n`
          })
          .join('')
        const bytes = Buffer.from(`${text}--b--\r\n`, 'latin1')
        expect(await read(bytes, piece)).toEqual(await oracle(bytes))
      },
    ),
    { numRuns: 500 },
  )
})

test('any bytes end in parts or in a refusal', async () => {
  const scrap = fc.constantFrom(
    '--b',
    '\r\n',
    '--',
    'Content-Disposition: form-data; name=a',
    '\r\n\r\n',
    'x',
    ':',
    '\0',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(scrap, { maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
      async (scraps, piece) => {
        const bytes = scraps.join('')
        const whole = await read(bytes)
        expect(Array.isArray(whole) || /^(400|413|415) /.test(String(whole))).toBe(true)
        expect(await read(bytes, piece)).toEqual(whole)
      },
    ),
    { numRuns: 2000 },
  )
})
