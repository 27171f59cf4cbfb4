// Owns dividing long bodies of functions: beyond some hundred conditions the type checker gives up on one (TS2563).

import { type Code, code } from './code.js'

/** Members of an object in one function body. */
const membersMax = 200

/** The statements of all members; those of very many stand in local functions, a part in each. */
export const inParts = (
  members: readonly (readonly Code[])[],
  fresh: (name: string) => Code,
): Code[] => {
  if (members.length <= membersMax) return members.flat()
  const lines: Code[] = []
  for (let from = 0; from < members.length; from += membersMax) {
    const part = members.slice(from, from + membersMax).flat()
    const name = fresh('part')
    if (part.length > 0)
      lines.push(code`const ${name} = (): void => {\n  ${part}\n}`, code`${name}()`)
  }
  return lines
}
