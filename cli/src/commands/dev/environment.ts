// Owns what `nexus dev` makes of changes of `.env`: variables for the next generation.

import type { EnvironmentChanges } from './host-process.js'

type Environment = Readonly<Record<string, string>>

/** What is new, different or gone. */
export const environmentChanges = (before: Environment, now: Environment): EnvironmentChanges => {
  const changes: Record<string, string | null> = {}
  for (const name of Object.keys(before)) if (!Object.hasOwn(now, name)) changes[name] = null
  for (const [name, value] of Object.entries(now)) if (before[name] !== value) changes[name] = value
  return changes
}
