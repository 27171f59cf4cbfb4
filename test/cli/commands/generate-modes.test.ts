// Owns that `nexus generate` does one thing a run: of two that it could do instead of writing, none is dropped silently.

import { expect, it } from 'vitest'
import { generateCommand } from '../../../cli/src/commands/generate.js'

const run = (args: readonly string[]) =>
  generateCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    // A folder without a project: what is not refused for its options fails there, and writes nothing.
    .parseAsync([...args, '--project', import.meta.dirname, '--quiet'], { from: 'user' })

const modes = [['--check'], ['--dry-run'], ['--plan'], ['--ledger'], ['--print', 'plan']]
const pairs = modes.flatMap((first, at) => modes.slice(at + 1).map((second) => [first, second]))

it.each(pairs)('%j and %j', async (first = [], second = []) => {
  const refused = { code: 'commander.conflictingOption' }
  await expect(run([...first, ...second])).rejects.toMatchObject(refused)
  await expect(run([...second, ...first])).rejects.toMatchObject(refused)
})

it.each(modes)('%s alone is taken', async (...mode) => {
  await expect(run(mode)).rejects.not.toMatchObject({ code: 'commander.conflictingOption' })
})
