// Owns a process whose workers are ended while they load the addon: that ends them, and not the process.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

const source = `import('@nexusrt/native').then(({ loadAddon }) => {
  require('node:worker_threads').parentPort.postMessage('loading')
  loadAddon()
})`

for (let i = 0; i < Number(process.argv[2]); i++) {
  const worker = new Worker(source, { eval: true })
  worker.on('error', () => {})
  await once(worker, 'message')
  // At another moment of its loading each time.
  for (let steps = (i % 2) * (i % 50) * 40_000; steps > 0; steps--);
  await worker.terminate()
}
console.log('through')
