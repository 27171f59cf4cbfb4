// Owns the numbers of the memory that is shared with native code. native/src/net/batch.h is their twin, which
// the addon exports as `layout`; a test compares the two.

/** Requests handed over in one dispatch at most. */
export const batchRequestsMax = 64
/** 32-bit words of one request record; as a shift, to index records. */
export const recordShift = 4
export const lateShift = 3
export const noticeShift = 2
export const paramShift = 2
/** 32-bit words of the control area. */
export const controlWords = 16
/** Bytes of a 32-bit word: `wordBytes << recordShift` are the bytes of a record. */
export const wordBytes = 4

/** Words of a request record. Those from `answer` on are written by JavaScript. */
export const record = {
  connection: 0,
  serial: 1,
  route: 2,
  flags: 3,
  headOffset: 4,
  headLength: 5,
  bodyOffset: 6,
  bodyLength: 7,
  params: 8,
  textOffset: 9,
  generation: 10,
  rejection: 11,
  answer: 12,
  extraBytes: 13,
  payloadOffset: 14,
  bodyBytes: 15,
} as const

/** Words of a late answer. */
export const late = {
  connection: 0,
  serial: 1,
  answer: 2,
  extraBytes: 3,
  payloadOffset: 4,
  bodyBytes: 5,
} as const

/** Words of a parameter; `number` counts 64-bit words. */
export const param = { offset: 0, state: 1, number: 1 } as const

/** Parts of `param.state`. */
export const paramState = { lengthMask: 0xffff, present: 1 << 16, text8: 1 << 24 } as const

/** Bits of a record's flags; the lowest four are the method. */
export const flag = {
  methodMask: 15,
  body: 1 << 4,
  bodyText8: 1 << 5,
  bodyBroken: 1 << 6,
  longDigits: 1 << 7,
  tooDeep: 1 << 8,
  bodyAway: 1 << 9,
  rejected: 1 << 10,
  traceparent: 1 << 11,
  paramText8: 1 << 12,
  encrypted: 1 << 13,
  bodyStream: 1 << 14,
  bodyCoded: 1 << 15,
} as const

/** What is left in the lowest four bits of `record.answer`; a block's id is above them. */
export const answer = { pending: 0, block: 1, away: 2, reject: 3 } as const
export const answerShift = 4

export const notice = {
  clientLeft: 1,
  timedOut: 2,
  refused: 3,
  drained: 4,
  stopped: 5,
  answerDropped: 6,
  room: 7,
  bytes: 8,
  acceptFailed: 10,
} as const

/** Words of the control area. */
export const control = { batch: 0, notices: 1, late: 2, lateBytes: 3, textBytes: 4 } as const

/** Methods by their number, as native code counts them; the last one stands for any other. */
export const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'QUERY',
  '',
] as const
