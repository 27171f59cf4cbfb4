// Owns holding every driver and loop style to the conversations of test/golden/conversations: byte for byte, whole and
// split; and nothing is left over afterwards. UPDATE_GOLDEN=1 rewrites what came back; NEXUS_SPLITS=all splits at
// every byte on every setup, where the default takes turns.

import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../../runtime/src/observe/log.js'
import { startApp, type TestServer } from '../../../runtime/src/testing/index.js'
import { type Setup, setups } from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import { conversationApp } from './app.js'
import { type Ending, readConversations, writeAnswers } from './golden.js'
import { plainGet, record, stable, talk } from './talk.js'

const folder = new URL('../../golden/conversations/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.md'))
const everySplit = process.env.NEXUS_SPLITS === 'all'
const atOnce = 32
/** Of longer bytes, this much of their beginning and of their end. */
const splitHeadBytes = 300
const splitTailBytes = 20

const descriptors = (): number => readdirSync('/proc/self/fd').length

/** Where the bytes of a conversation are split: the loop styles of a driver take turns, so that each driver takes every byte. */
const splitsOf = (length: number, { loop }: Setup): number[] =>
  Array.from({ length: length - 1 }, (_, i) => i + 1).filter(
    (at) =>
      (at <= splitHeadBytes || at >= length - splitTailBytes) &&
      (everySplit || at % 2 === (loop === 'wake' ? 0 : 1)),
  )

describe.each(setups.map((setup, index) => ({ ...setup, index })))('on $io, $loop', (setup) => {
  const { app, dispose } = conversationApp()
  const lines: string[] = []
  let server: TestServer
  let port = 0
  let baseline = 0
  beforeAll(async () => {
    const log = createLog('info', { write: (line) => lines.push(line) })
    const environment = { NEXUS_IO: setup.io, NEXUS_LOOP: setup.loop, NEXUS_HTTP2: 'off' }
    server = await startApp(app, { environment, log })
    port = Number(new URL(server.url).port)
    await talk(port, [Buffer.from(plainGet)], { want: '', ending: 'answer closed' })
    baseline = descriptors()
    lines.length = 0
  })
  afterAll(async () => {
    await server.close()
    dispose()
  })

  describe.each(files)('%s', (file) => {
    const at = new URL(file, folder)
    if (process.env.UPDATE_GOLDEN && setup.index === 0) {
      test('is written', { timeout: 300_000 }, async () => {
        const answers = new Map<string, { all: string; ending: Ending }>()
        for (const { name, send, ending } of readConversations(at)) {
          answers.set(name, await record(port, send, ending))
        }
        writeAnswers(at, answers)
      })
    }
    test.each(readConversations(at))('$name', async ({ name }) => {
      const found = readConversations(at).find((each) => each.name === name)
      if (found === undefined) throw new Error(`${name} is gone`)
      lines.length = 0
      expect(await talk(port, [found.send], found)).toBe(found.want)
      // At most one structured line for what went wrong.
      expect(lines.map((line) => JSON.parse(line)).length).toBeLessThanOrEqual(1)
      const { send } = found
      const splits = splitsOf(send.length, setup)
      while (splits.length > 0) {
        const now = splits.splice(0, atOnce)
        const answers = await Promise.all(
          now.map((to) => talk(port, [send.subarray(0, to), send.subarray(to)], found)),
        )
        expect(answers.map((all, i) => [now[i], all])).toEqual(now.map((to) => [to, found.want]))
      }
      const single = Array.from(send, (byte) => Buffer.of(byte))
      if (send.length < 600) expect(await talk(port, single, found)).toBe(found.want)
    })
  })

  test('afterwards a fresh GET is answered, and nothing is left open', async () => {
    const answer = await talk(port, [Buffer.from(plainGet)], { want: '', ending: 'answer closed' })
    expect(stable(answer)).toMatch(/plain$/)
    await eventually(() => descriptors() <= baseline)
  })
})
