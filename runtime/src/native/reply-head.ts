// Owns the head of a reply as native code takes it: the id of a precomputed block, and lines of its own.

import type { Reply, ReplyHeaders } from '../http/reply.js'
import type { Blocks } from './blocks.js'
import { headerLines } from './header-lines.js'

/** Lines beside block `id`; -1: there is no block of its content type, so that is a line too. */
export const extraOf = (
  { contentType }: Reply,
  headers: ReplyHeaders | null,
  id: number,
): string => {
  const lines = headers === null ? '' : headerLines(headers)
  return id < 0 ? `${headerLines({ 'Content-Type': contentType ?? '' })}${lines}` : lines
}

/** Block and lines of a reply that is not written into shared memory. */
export const headOf = (
  blocks: Blocks,
  reply: Reply,
  headers: ReplyHeaders | null,
): { block: number; extra: string } => {
  const id = blocks.idOf(reply.status, reply.contentType)
  const extra = extraOf(reply, headers, id)
  return { block: id < 0 ? blocks.idOf(reply.status, null) : id, extra }
}
