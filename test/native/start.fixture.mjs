// Owns a process that opens an engine, and tells which of Node.js's own modules that brought in.

const { modules } = JSON.parse(process.argv[2])
const { createEngine } = await import(modules.engine)
const { limits } = await import(modules.limits)

createEngine({
  io: 'epoll',
  loop: 'wake',
  limits: Object.fromEntries(limits.map(({ name, default: usual }) => [name, usual])),
  onEvent: () => {},
})
process.stdout.write(JSON.stringify(process.moduleLoadList), () => process.exit())
