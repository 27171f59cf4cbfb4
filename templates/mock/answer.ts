// Chooses the answer of a mocked operation: by `Prefer: code=404` and `Prefer: example=name` (RFC 7240), and by Accept.

import { STATUS_CODES } from 'node:http'

/** One media type of an answer. */
export interface MockContent {
  readonly type: string
  /** Events and lines are lists of what is sent one by one, bytes are base64. */
  readonly kind: 'value' | 'bytes' | 'events' | 'lines'
  /** Its status and title are those of the answer (RFC 9457, 3.1). */
  readonly isProblem: boolean
  /** Whether the type is said with the answer: there are several, or the contract has a range. */
  readonly named: boolean
  readonly value: unknown
  readonly examples: Readonly<Record<string, unknown>>
}

export interface MockReply {
  /** `200`, `4XX`, `default`. */
  readonly status: string
  readonly headers: Readonly<Record<string, unknown>>
  /** Empty: an answer without a body. */
  readonly contents: readonly MockContent[]
}

interface MockedOperation {
  readonly reply: (...parts: never[]) => unknown
  readonly problem: (...parts: never[]) => unknown
}

interface MockRequest {
  header(name: string): string | undefined
}

/** The first of `replies` is the answer of whoever asks for nothing. */
export const answer = (
  operation: MockedOperation,
  replies: readonly MockReply[],
  request: MockRequest,
): never => {
  const { code, example } = preferencesOf(request.header('prefer') ?? '')
  const refuse = (detail: string): never =>
    operation.problem(...([400, { detail }] as never[])) as never
  const coded =
    code === undefined ? replies : replies.filter(({ status }) => isStatus(status, code))
  const [reply] = example === undefined ? coded : coded.filter((each) => hasExample(each, example))
  if (reply === undefined)
    return refuse(
      coded.length === 0
        ? `No answer has the code ${code}: ${codesOf(replies)}.`
        : `No example is called ${example}: ${examplesOf(coded)}.`,
    )
  const contents =
    example === undefined
      ? reply.contents
      : reply.contents.filter((each) => Object.hasOwn(each.examples, example))
  const content = preferred(contents, request.header('accept'))
  const status = code ?? statusOf(reply.status)
  const { headers } = reply
  if (content === undefined)
    return operation.reply(...([status, undefined, { headers }] as never[])) as never
  const value = example === undefined ? content.value : content.examples[example]
  const body = bodyOf(content, value, status)
  const type = content.named ? { contentType: content.type } : {}
  return operation.reply(...([status, body, { headers, ...type }] as never[])) as never
}

const bodyOf = ({ kind, isProblem }: MockContent, value: unknown, status: number): unknown => {
  if (kind === 'bytes') return Buffer.from(String(value), 'base64')
  if (isProblem) return { ...(value as object), status, title: STATUS_CODES[status] ?? 'Problem' }
  return kind === 'value' || Array.isArray(value) ? value : [value]
}

const preferencesOf = (text: string): { code?: number; example?: string } => {
  const found: { code?: number; example?: string } = {}
  for (const [, name, quoted, bare = ''] of text.matchAll(
    /(code|example)\s*=\s*(?:"([^"]*)"|([^\s,;"]+))/gi,
  )) {
    if (name?.toLowerCase() === 'example') found.example = quoted ?? bare
    else found.code = Number(quoted ?? bare)
  }
  return found
}

const isStatus = (status: string, code: number): boolean =>
  status === String(code) || status === `${Math.trunc(code / 100)}XX` || status === 'default'

const statusOf = (status: string): number => {
  if (/^\d+$/.test(status)) return Number(status)
  return status === 'default' ? 200 : Number(status.charAt(0)) * 100
}

const hasExample = ({ contents }: MockReply, name: string): boolean =>
  contents.some(({ examples }) => Object.hasOwn(examples, name))

const codesOf = (replies: readonly MockReply[]): string =>
  `there are ${replies.map(({ status }) => status).join(', ')}`

const examplesOf = (replies: readonly MockReply[]): string => {
  const names = replies.flatMap(({ contents }) =>
    contents.flatMap(({ examples }) => Object.keys(examples)),
  )
  return names.length === 0 ? 'there are none' : `there are ${[...new Set(names)].join(', ')}`
}

/** The content that Accept prefers (RFC 9110, 12.5.1); the first where it has no opinion. */
const preferred = (contents: readonly MockContent[], accept = ''): MockContent | undefined => {
  const ranges = accept
    .split(',')
    .map((part) => part.split(';').map((each) => each.trim().toLowerCase()))
  const quality = ({ type }: MockContent): number => {
    const essence = type.split(';')[0]?.trim() ?? ''
    let [best, found] = [-1, 0]
    for (const [range = '', ...parameters] of ranges) {
      const rank =
        range === essence
          ? 2
          : range === `${essence.split('/')[0]}/*`
            ? 1
            : range === '*/*'
              ? 0
              : -1
      if (rank <= best) continue
      best = rank
      found = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1)
    }
    return found
  }
  return contents.toSorted((left, right) => quality(right) - quality(left))[0]
}
