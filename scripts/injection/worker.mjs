// Owns a process that attacks parts of subjects which its parent hands it: `{ subject, names, payloads }` in, a tally out.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../steps.mjs'
import { Battery } from './attack.mjs'
import { openCompiler } from './compiler.mjs'
import { openImporter } from './modules.mjs'
import { payloads } from './payloads.mjs'
import { attackInRounds } from './rounds.mjs'
import { positionsIn, subjects } from './subjects.mjs'

const compiler = await openCompiler(
  (path) => import(pathToFileURL(join(root, `cli/dist/${path}.js`)).href),
)
const battery = new Battery(compiler, await openImporter(root))

const attackPart = async (part) => {
  const subject = subjects.find(({ name }) => name === part.subject)
  const wanted = new Set(part.names)
  const positions = positionsIn(subject, compiler).filter(({ name }) => wanted.has(name))
  const chosen = part.payloads.map((name) => [name, payloads[name]])
  const told = (tally) => process.send({ kind: 'progress', tally })
  const tally = await attackInRounds(battery, subject, positions, chosen, told)
  process.send({ kind: 'done', tally })
}

process.on('message', (part) => void attackPart(part))
process.once('disconnect', () => battery.close())
process.send({ kind: 'ready' })
