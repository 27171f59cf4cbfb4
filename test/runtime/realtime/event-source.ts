// Owns a client's reading of an event stream, as WHATWG HTML, 9.2.6 says it: for tests of the writer.

/** An event as a client sees it. */
export interface ReceivedEvent {
  readonly type: string
  readonly data: string
  readonly lastEventId: string
}

/** What a client makes of a stream, and how long it would wait before it reconnects. */
export interface Reading {
  readonly events: ReceivedEvent[]
  readonly retry: number | null
}

export const readEvents = (text: string): Reading => {
  const events: ReceivedEvent[] = []
  let retry: number | null = null
  let lastEventId = ''
  let type = ''
  let data: string[] = []
  // What follows the last line break is an incomplete line, and an event without its blank line is dropped.
  for (const line of text.split(/\r\n|\r|\n/).slice(0, -1)) {
    if (line === '') {
      if (data.length > 0)
        events.push({ type: type || 'message', data: data.join('\n'), lastEventId })
      type = ''
      data = []
      continue
    }
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/su.exec(line) ?? []
    if (field === 'event') type = value
    if (field === 'data') data.push(value)
    if (field === 'id' && !value.includes('\0')) lastEventId = value
    if (field === 'retry' && /^\d+$/.test(value)) retry = Number(value)
  }
  return { events, retry }
}
