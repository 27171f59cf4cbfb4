// POST /notes: Keep a note. Yours.

import { createNote as op } from '#generated/operations/create-note'
import { getNote } from '#generated/operations/get-note'

export const createNote = op.handler(({ body, state }) => {
  const id = ++state.lastId
  const note = { id, text: body.text, createdAt: new Date().toISOString() }
  state.notes.set(id, note)
  return op.reply(201, note, { headers: { location: getNote.url({ path: { noteId: id } }) } })
})
