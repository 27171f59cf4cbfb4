// Owns what an operator is told when a server cannot listen, and what to do about it.

import { codeOf, StartError } from './errors.js'

/** Turns an error of `listen` into a StartError; `setting` is the variable that names the port. */
export const listenError =
  (at: { readonly host: string; readonly port: number }, setting: 'PORT' | 'MANAGEMENT_PORT') =>
  (error: unknown): never => {
    const code = codeOf(error)
    const [message, help] = explain(code, at, setting)
    const text = message ?? (error instanceof Error ? error.message : String(error))
    throw new StartError(text, help, { cause: error })
  }

const explain = (
  code: string | undefined,
  { host, port }: { readonly host: string; readonly port: number },
  setting: string,
): [string | undefined, string] => {
  switch (code) {
    case 'EADDRINUSE':
      return [
        `Port ${port} of ${host} is in use.`,
        `Stop what listens there (ss -ltnp 'sport = :${port}' names it), or set ${setting} to another port; 0 takes a free one.`,
      ]
    case 'EACCES':
      return [
        `Port ${port} of ${host} needs privileges this process does not have.`,
        `Set ${setting} to 1024 or above, or grant CAP_NET_BIND_SERVICE.`,
      ]
    case 'EADDRNOTAVAIL':
      return [
        `This machine has no address ${host}.`,
        'Set HOST to one of its addresses, 127.0.0.1 or 0.0.0.0.',
      ]
    case 'ENOTFOUND':
      return [undefined, 'Set HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0.']
    case 'EMFILE':
      return ['This process may open no more files.', 'Raise the limit of open files (ulimit -n).']
    default:
      return [undefined, `Check HOST (${host}) and ${setting} (${port}).`]
  }
}
