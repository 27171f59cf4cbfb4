// Owns codes NX5xxx: writing files and merging with what the user owns.

import type { CodeInfo } from '../codes.js'

export const writeCodes = {} as const satisfies Record<string, CodeInfo>
