// GET /notes/{noteId}: One note by its id. Yours.

import { getNote as op } from '#generated/operations/get-note'

export const getNote = op.handler(({ path, state }) => {
  const note = state.notes.get(path.noteId)
  return note
    ? op.reply(200, note)
    : op.problem(404, { detail: `There is no note ${path.noteId}.` })
})
