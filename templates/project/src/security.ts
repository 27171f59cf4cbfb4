// Who may call what. Yours. One hook per security scheme of the specification, under the scheme's name:
//
//   bearer: async ({ token }, { scopes, state }) => state.sessions.find(token) ?? null,
//   apiKey: ({ key }) => (key === expected ? { name: 'admin' } : null),
//
// What a hook returns is the handler's `principal`; null answers 401. A scheme without a hook lets
// nobody in: its operations answer 401.

import type { Security } from '#generated/app'

export const security = {} satisfies Security
