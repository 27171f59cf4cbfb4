// Owns what `nexus dev` makes of changes of `.env`: variables for the next generation, and which of them come too late.

import type { EnvironmentChanges } from './host.js'

type Environment = Readonly<Record<string, string>>

/** What is new, different or gone. */
export const environmentChanges = (before: Environment, now: Environment): EnvironmentChanges => {
  const changes: Record<string, string | null> = {}
  for (const name of Object.keys(before)) if (!Object.hasOwn(now, name)) changes[name] = null
  for (const [name, value] of Object.entries(now)) if (before[name] !== value) changes[name] = value
  return changes
}

const listening = ['PORT', 'HOST']

/** Names of changed variables that count only when a server starts to listen. */
export const tooLate = (changes: EnvironmentChanges): readonly string[] =>
  listening.filter((name) => Object.hasOwn(changes, name))
