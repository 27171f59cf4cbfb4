// Owns refusing a project whose types do not fit: `tsc --noEmit` by the project's own TypeScript, on a thread.

import { Failure } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { counted } from './compile.js'
import { openTypeChecker } from './types.js'

/** Errors that are printed; the rest is counted. */
const errorsShownMax = 100

/**
 * Resolves when everything that tsconfig.json compiles has no error.
 *
 * @throws {Failure} `types` after the errors were printed, `environment` when there is no TypeScript to ask.
 */
export const refuseTypeErrors = async (projectDir: string, terminal: Terminal): Promise<void> => {
  const checker = openTypeChecker(projectDir, terminal.color, { errorsShownMax })
  try {
    const report = await checker.check([])
    if (report.kind === 'unavailable')
      throw new Failure('environment', `types cannot be checked: ${report.reason}`, uncheckedHelp)
    if (report.errors === 0) return
    terminal.warn(report.text)
    const rest = report.errors - errorsShownMax
    const more = rest > 0 ? `, of which ${rest} are not shown` : ''
    throw new Failure('types', `${counted(report.errors, 'type error')}${more}`, errorsHelp)
  } finally {
    await checker.close()
  }
}

const uncheckedHelp =
  'install what package.json names, or build without the check: `nexus build --no-types`'
const errorsHelp = 'mend them; `nexus build --no-types` builds with them'
