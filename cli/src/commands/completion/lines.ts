// Owns what a command line of `nexus` may go on with at a place: the same for every shell.

import type { Command, Option } from 'commander'
import { explainedIds } from '../explain.js'

/** What stands at a place. `text`: anything, which no shell knows. */
export type Value =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'folders' }
  | { readonly kind: 'revisions' }
  | { readonly kind: 'text' }

/** An option of a command. */
export interface Flag {
  readonly flag: string
  readonly summary: string
  /** What follows it; null: nothing. */
  readonly value: Value | null
  /** More than one value may follow. */
  readonly isVariadic: boolean
}

/** One command: its options, and what it takes besides them. */
export interface Line {
  readonly name: string
  readonly summary: string
  readonly flags: readonly Flag[]
  readonly operand: Value
}

/** The options of `nexus` itself. */
export const topFlags: readonly string[] = ['--help', '--version']

/** Branches and tags, where there is a repository. */
export const revisionsCommand =
  "git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes"

/** The commands of `program`, `help` among them. */
export const linesOf = (program: Command): readonly Line[] => {
  const names = program.commands.map((command) => command.name())
  const help: Line = {
    name: 'help',
    summary: 'Print help of a command.',
    flags: [],
    operand: { kind: 'words', words: names },
  }
  return [...program.commands.map(lineOf), help]
}

const lineOf = (command: Command): Line => ({
  name: command.name(),
  summary: command.description(),
  flags: [
    ...command.options.flatMap(flagOf),
    { flag: '--help', summary: 'print help', value: null, isVariadic: false },
  ],
  operand: operandOf(command),
})

const flagOf = (option: Option): readonly Flag[] => {
  if (option.long === undefined || option.long === null) return []
  const isValued = option.required || option.optional
  return [
    {
      flag: option.long,
      summary: option.description,
      value: isValued ? valueAfter(option) : null,
      isVariadic: option.variadic,
    },
  ]
}

const valueAfter = ({ argChoices, flags }: Option): Value => {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices }
  const [, named] = /<(file|dir|revision)/.exec(flags) ?? []
  switch (named) {
    case 'file':
      return { kind: 'files' }
    case 'dir':
      return { kind: 'folders' }
    case 'revision':
      return { kind: 'revisions' }
    default:
      return { kind: 'text' }
  }
}

const operandOf = (command: Command): Value => {
  const [operand] = command.registeredArguments
  if (operand?.argChoices !== undefined) return { kind: 'words', words: operand.argChoices }
  switch (operand?.name()) {
    case 'dir':
      return { kind: 'folders' }
    case 'code':
      return { kind: 'words', words: explainedIds() }
    default:
      return { kind: 'text' }
  }
}

/** A place by its command and, where it follows one, its option. */
export interface Place {
  /** `check`, `check --skip`; `check --skip ...` behind other values of it. */
  readonly keys: readonly string[]
  readonly value: Value
}

/** Every place where something is known to stand. */
export const placesOf = (lines: readonly Line[]): readonly Place[] =>
  lines.flatMap(({ name, flags, operand }) => [
    ...flags.flatMap(({ flag, value, isVariadic }) => {
      const key = `${name} ${flag}`
      return value === null ? [] : [{ keys: isVariadic ? [key, `${key} ...`] : [key], value }]
    }),
    { keys: [name], value: operand },
  ])

/** Single quotes for a POSIX shell, zsh and fish; our own summaries hold no backslash. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
