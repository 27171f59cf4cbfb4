// Node.js that only listens: what every other process here has as well.
import net from 'node:net'

net.createServer((socket) => socket.destroy()).listen(Number(process.env.PORT), '127.0.0.1')
