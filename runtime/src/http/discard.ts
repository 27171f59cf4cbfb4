// Owns giving up the body of an answer that is not sent: what it holds open is closed.

import { FileBody } from './file-body.js'
import type { Reply } from './reply.js'
import { Source } from './source.js'

/** Closes what `body` has open. Errors of doing so are nobody's concern any more. */
export const discardBody = ({ body }: Reply): void => {
  if (body instanceof FileBody) body.close()
  else if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) {
    try {
      new Source(body).release()
    } catch {
      // Whoever has locked it reads it, and closes it.
    }
  }
}
