// Owns the middleware of a new project's src/server.ts: what the contract names is there from the start, so that the
// project compiles and starts.

import { quoted } from '../project/contract-entry.js'

/**
 * `text` with an entry for each middleware that the contract names, which lets everything pass until it is written.
 *
 * @example
 * serverText("export default createApp({ config, createState, security })\n", ['audit'])
 */
export const serverText = (text: string, names: readonly string[]): string => {
  if (names.length === 0) return text
  const entries = names
    .map((name) => `      ${keyOf(name)}: (_context, next) => next(),\n`)
    .join('')
  const parts = `({
  config,
  createState,
  security,
  middleware: {
    // The contract puts these around operations (x-nexus-middleware). Each lets everything pass until you write it.
    named: {
${entries}    },
  },
})`
  return text.replace('({ config, createState, security })', () => parts)
}

const keyOf = (name: string): string => {
  // Without brackets `__proto__` would be the prototype, and no name like others.
  if (name === '__proto__') return "['__proto__']"
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)
}
