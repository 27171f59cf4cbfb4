// Owns which package manager a project is made for, and what its commands are called.

/** The ones that `nexus new` knows. */
export type PackageManager = 'npm' | 'pnpm'

export const packageManagers: readonly PackageManager[] = ['npm', 'pnpm']

/**
 * The one that runs this command, which says so in `npm_config_user_agent`; npm where none does, or another one.
 *
 * @example
 * runningPackageManager({ npm_config_user_agent: 'pnpm/9.15.0 npm/? node/v22.12.0 linux x64' }) // 'pnpm'
 */
export const runningPackageManager = (environment: NodeJS.ProcessEnv): PackageManager =>
  environment.npm_config_user_agent?.startsWith('pnpm/') ? 'pnpm' : 'npm'

/** npm's way to say things in a text, said for the other one; what stands in a column stays in it. */
export const saidFor = (manager: PackageManager, text: string): string =>
  manager === 'npm' ? text : text.split('\n').map(lineForPnpm).join('\n')

const lineForPnpm = (line: string): string => {
  const [, command = '', rest = ''] =
    /^( *npm \S+(?: \S+)*|.*npx nexus \w+)( {2,}\S.*)$/.exec(line) ?? []
  if (command === '') return inPnpm(line)
  const column = line.length - rest.trimStart().length
  return `${inPnpm(command).padEnd(column)}${rest.trimStart()}`
}

const inPnpm = (text: string): string =>
  text
    .replaceAll(/\bnpm run (?=\w)/g, 'pnpm ')
    .replaceAll(/\bnpm (?=test|start|install)/g, 'pnpm ')
    .replaceAll('npx nexus', 'pnpm nexus')
