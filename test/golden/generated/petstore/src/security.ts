// Who may call what. Yours: `nexus generate` merges its own changes into it, and never writes over yours.
// One hook per security scheme of the document; one that operations ask for and that is missing does not compile. For example:
//
//   bearer: async ({ token }, { scopes, state }) => state.sessions.find(token) ?? null,
//   apiKey: ({ key }) => (isSameSecret(key, expected) ? { name: 'admin' } : null),
//   oauth: jwt({ issuer: 'https://id.example.com', audience: 'https://api.example.com' }),
//
// `jwt` and `isSameSecret` come from '@nexusrt/runtime/security'. What a hook returns is the handler's
// `principal`; null answers 401, `forbidden()` of '@nexusrt/runtime' 403.

import type { Security } from '#generated/app'

export const security = {
  // ({ token })
  bearer: () => null,
} satisfies Security
