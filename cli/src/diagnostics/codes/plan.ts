// Owns codes NX4xxx: names, files and routes of the plan.

import type { CodeInfo } from '../codes.js'

export const planCodes = {} as const satisfies Record<string, CodeInfo>
