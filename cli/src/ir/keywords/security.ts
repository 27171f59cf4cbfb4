// Owns the keywords of security schemes.

import { described, enforced, type KeywordTable, table, typed } from './table.js'

export const securityKeywords = {
  'Security Scheme': table(
    enforced('type name in scheme'),
    typed('description bearerFormat openIdConnectUrl'),
    typed('flows', { note: 'your hook verifies tokens; scopes are checked' }),
    described('oauth2MetadataUrl deprecated', { since: '3.2' }),
  ),
  'OAuth Flows': table(
    described('implicit password clientCredentials authorizationCode'),
    described('deviceAuthorization', { since: '3.2' }),
  ),
  'OAuth Flow': table(
    described('authorizationUrl tokenUrl refreshUrl scopes'),
    described('deviceAuthorizationUrl', { since: '3.2' }),
  ),
} as const satisfies Record<string, KeywordTable>
