// Echoes bytes; the far end of the probe's fresh connections. Tells its port to the parent.
import net from 'node:net'

const server = net.createServer((socket) => {
  socket.on('error', () => socket.destroy())
  socket.pipe(socket)
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.on('disconnect', () => process.exit(0))
