// Owns fetching a JSON object from an issuer: https, in time, and not without end.

/** Larger answers of an issuer are refused. */
const documentBytesMax = 1024 * 1024

/**
 * The JSON object at `url`.
 * @throws whatever went wrong: the network, a status, a body that is none.
 */
export const fetchJson = async (
  url: URL,
  limits: { readonly timeoutMs: number; readonly fetch: typeof fetch },
): Promise<Record<string, unknown>> => {
  const response = await limits.fetch(url.href, {
    headers: { accept: 'application/json' },
    // A redirect could lead anywhere: an issuer says where its documents are.
    redirect: 'error',
    signal: AbortSignal.timeout(limits.timeoutMs),
  })
  if (response.status !== 200) throw new Error(`${url.href} answered ${response.status}`)
  const body: unknown = JSON.parse(await boundedText(response, url))
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>
  throw new TypeError(`${url.href} did not answer with a JSON object`)
}

const boundedText = async (response: Response, url: URL): Promise<string> => {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength
    if (bytes > documentBytesMax) throw new RangeError(`${url.href} is larger than 1 MiB`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Issuers are trusted by their certificate; only a loopback one, of a test, may go without. */
export const checkedUrl = (text: string): URL => {
  const url = new URL(text)
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return url
  throw new TypeError(`${text} is no https URL.`)
}
