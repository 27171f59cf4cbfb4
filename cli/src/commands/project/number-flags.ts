// Owns the flags that say what handlers and clients see of numbers a double cannot hold.

import { type Command, Option } from 'commander'
import type { DecimalForm, Int64Form, SchemaOptions } from '../../ir/schema-options.js'

/** Flags of every command that makes types; they take the place of what nexus.config.ts says. */
export interface NumberFlags {
  readonly int64?: Int64Form
  readonly decimal?: DecimalForm
}

/** Adds the flags to a command. */
export const addNumberFlags = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--int64 <form>',
        'what handlers see of int64 and uint64, in place of `schemas.int64`',
      ).choices(['number', 'bigint', 'string']),
    )
    .addOption(
      new Option('--decimal <form>', 'what handlers see of numbers of format decimal').choices([
        'number',
        'string',
      ]),
    )

/** The options that hold for one run. */
export const withNumberFlags = (
  schemas: SchemaOptions,
  { int64, decimal }: NumberFlags,
): SchemaOptions => ({
  ...schemas,
  ...(int64 === undefined ? {} : { int64 }),
  ...(decimal === undefined ? {} : { decimal }),
})
