// The thread of specs/types.mjs: a project's folder in, its type errors out.

import { join, sep } from 'node:path'
import { parentPort } from 'node:worker_threads'
import ts from 'typescript'

/** Files outside of the projects: parsed once, the same in every program. */
const shared = new Map()

const hostFor = (project, options) => {
  const host = ts.createCompilerHost(options)
  const parse = host.getSourceFile.bind(host)
  host.getCurrentDirectory = () => project
  host.getSourceFile = (name, ...rest) => {
    if (name.startsWith(project + sep)) return parse(name, ...rest)
    if (!shared.has(name)) shared.set(name, parse(name, ...rest))
    return shared.get(name)
  }
  return host
}

const check = (project) => {
  const began = performance.now()
  const file = join(project, 'tsconfig.json')
  const read = ts.readConfigFile(file, ts.sys.readFile)
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(read.config, ts.sys, project)
  const program = ts.createProgram(fileNames, options, hostFor(project, options))
  const found = [...errors, ...ts.getPreEmitDiagnostics(program)]
  return {
    tscMs: performance.now() - began,
    errors: found.map((each) => {
      const text = ts.flattenDiagnosticMessageText(each.messageText, ' ').slice(0, 300)
      if (each.file === undefined) return `tsc: ${text}`
      const { line, character } = each.file.getLineAndCharacterOfPosition(each.start ?? 0)
      return `tsc: ${each.file.fileName.slice(project.length + 1)}:${line + 1}:${character + 1} TS${each.code} ${text}`
    }),
  }
}

parentPort.on('message', (project) => parentPort.postMessage(check(project)))
