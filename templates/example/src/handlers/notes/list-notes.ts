// GET /notes: The newest notes first. Yours.

import { listNotes as op } from '#generated/operations/list-notes'

export const listNotes = op.handler(({ query, state }) =>
  op.reply(200, [...state.notes.values()].reverse().slice(0, query.limit)),
)
