// What handlers share: stores, clients, caches. Yours. Built once per server, and once per reload in
// `nexus dev`; its type reaches every handler as `state`.

export const createState = async () => ({})
