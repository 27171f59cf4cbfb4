// Owns the header parameters that are none: OpenAPI ignores three (3.1, 4.8.12.1), and Connection is about the
// connection to whoever is next, not about the operation (RFC 9110, 7.6.1). Clients and proxies write them themselves.

/** In lower case. */
export const ignoredHeaders: readonly string[] = [
  'accept',
  'content-type',
  'authorization',
  'connection',
]
