// Owns codes NX9xxx: the command line.

import type { CodeInfo } from '../code-info.js'

export const commandCodes = {} as const satisfies Record<string, CodeInfo>
