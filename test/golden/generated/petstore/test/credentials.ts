// What the generated contract tests show your security hooks, by security scheme. Yours: `nexus generate` merges its
// own changes into it, and never writes over yours. A secured operation is always tested to answer 401 without credentials; with credentials here that your hooks
// accept in a test, it is tested like a public one as well. For example:
//
//   bearer: { headers: { authorization: 'Bearer of-a-test' } },
//   key: { query: { api_key: 'of-a-test' } },

/** Headers and query parameters of one scheme. */
export interface TestCredentials {
  headers?: Record<string, string>
  query?: Record<string, string>
}

export const credentials: Record<string, TestCredentials> = {}
