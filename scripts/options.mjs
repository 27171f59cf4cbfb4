// Owns what a script was asked for: the options that it declares, its use on --help, and a refusal (exit code 2) of
// what it does not understand, before any work begins.

import { parseArgs } from 'node:util'

const refusedCode = 2

/**
 * The options and positionals of the command line. An option is one of `parseArgs`, or `{ type: 'number', default, min }`
 * for a whole number; `choices` are the values of one that takes no others. `positionals` is `[least, most]`.
 */
export const readOptions = (
  usage,
  { options = {}, positionals: [least, most] = [0, 0] } = {},
  args = process.argv.slice(2),
) => {
  const parsed = parse(usage, options, args)
  if (parsed.values.help) {
    console.log(usage)
    process.exit(0)
  }
  const { positionals } = parsed
  if (positionals.length > most) refuse(`not understood: ${positionals[most]}`, usage)
  if (positionals.length < least) refuse('something has to be named', usage)
  const values = Object.entries(parsed.values).map(([name, value]) => [
    name,
    judged(usage, name, value, options[name] ?? {}),
  ])
  return { values: Object.fromEntries(values), positionals }
}

/** Ends the script: it was asked for something that it does not do. */
export const refuse = (message, usage) => {
  console.error(`error: ${message}\n\n${usage}`)
  process.exit(refusedCode)
}

const parse = (usage, options, args) => {
  const help = { type: 'boolean', short: 'h', default: false }
  const declared = Object.entries(options).map(([name, option]) => [name, asText(option)])
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { help, ...Object.fromEntries(declared) },
    })
  } catch (error) {
    if (!String(error.code).startsWith('ERR_PARSE_ARGS')) throw error
    return refuse(error.message.split('. ')[0], usage)
  }
}

const asText = ({ type, short, multiple, default: usual }) => ({
  type: type === 'number' ? 'string' : type,
  ...(short === undefined ? {} : { short }),
  ...(multiple === undefined ? {} : { multiple }),
  ...(usual === undefined ? {} : { default: type === 'number' ? String(usual) : usual }),
})

const judged = (usage, name, value, { type, min = 0, choices }) => {
  if (choices !== undefined && !choices.includes(value))
    refuse(`--${name} takes ${choices.join(' or ')}, not ${JSON.stringify(value)}`, usage)
  if (type !== 'number') return value
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (number >= min) return number
  return refuse(
    `--${name} takes a whole number from ${min} up, not ${JSON.stringify(value)}`,
    usage,
  )
}
