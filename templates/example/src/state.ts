// What handlers share: the notes of the example, in memory. Yours. Built once per server, and once per reload in
// `nexus dev`; its type reaches every handler as `state`.

export interface Note {
  id: number
  text: string
  createdAt: string
}

export const createState = async () => ({ notes: new Map<number, Note>(), lastId: 0 })
