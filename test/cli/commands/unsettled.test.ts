// Proves that a command whose work never settles does not end as if it had succeeded.

import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

const module = new URL('../../../cli/dist/commands/unsettled.js', import.meta.url).href

/** A process that waits for some work. */
const ended = (work: string) =>
  spawnSync(process.execPath, [
    '--input-type=module',
    '-e',
    `import { untilSettled } from '${module}'
await untilSettled(${work}, ({ message }) => {
  console.error(message)
  process.exitCode = 70
}).catch(() => {})`,
  ])

it('ends with its code and a line when nothing is left to wait for', () => {
  const { status, stderr } = ended('new Promise(() => {})')
  expect(stderr.toString()).toContain('Nexus ended before its work was done')
  expect(status).toBe(70)
})

it.each(['Promise.resolve()', 'Promise.reject(new Error())'])('lets %s end as it ends', (work) => {
  const { status, stderr } = ended(work)
  expect(stderr.toString()).toBe('')
  expect(status).toBe(0)
})
