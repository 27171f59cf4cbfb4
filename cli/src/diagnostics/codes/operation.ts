// Owns codes NX215x to NX217x: what the document asks of operations in extensions and senders.

import type { CodeInfo } from '../code-info.js'

export const operationCodes = {
  NX2150: {
    severity: 'warning',
    title: 'extension is not known here',
    meaning:
      'A name that begins with `x-nexus-` is not one of ours, or stands where it says nothing.',
    help: 'docs/guide/operations.md lists them',
  },
  NX2151: {
    severity: 'error',
    title: 'extension has a wrong value',
    meaning: 'An extension of ours says something that cannot be done.',
    help: 'correct the value; docs/guide/operations.md says what it may be',
  },
} as const satisfies Record<string, CodeInfo>
