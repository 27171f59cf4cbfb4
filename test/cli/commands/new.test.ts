// Parts of `nexus new`: the configuration it writes, where inputs are copied to, the folder it takes.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../cli/src/commands/failure.js'
import { configText, environmentText } from '../../../cli/src/commands/new/config-text.js'
import { copyAbis, copySpec } from '../../../cli/src/commands/new/copy-inputs.js'
import { serverText } from '../../../cli/src/commands/new/server-text.js'
import { openTarget } from '../../../cli/src/commands/new/target.js'
import { payloads } from '../../../scripts/injection/payloads.mjs'

let dir = ''
const at = (file: string) => join(dir, file)
const put = (file: string) => {
  mkdirSync(join(at(file), '..'), { recursive: true })
  writeFileSync(at(file), file)
  return at(file)
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-new-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** The string literals of a module that has no syntax error. */
const stringsOf = (text: string): string[] => {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.ESNext)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

describe('the configuration', () => {
  it.each([
    "it's.yaml",
    'a"b.yaml',
    'a\\b.yaml',
    'a`$' + '{b}.yaml',
    'a\u2028b.yaml',
    "'});process.exit(1)//.yaml",
  ])('keeps the file name %j a string', (name) => {
    expect(stringsOf(configText(name, []))).toContain(name)
    expect(stringsOf(configText('a.yaml', [{ key: 'token', abi: name }]))).toContain(name)
  })

  it('keeps what references may read', () => {
    const text = configText('a.yaml', [], ['https://a.example/v1/', "https://b.example/'"])
    expect(stringsOf(text)).toEqual(
      expect.arrayContaining(['https://a.example/v1/', "https://b.example/'"]),
    )
    expect(configText('a.yaml', [])).not.toContain('remote')
  })

  it('names the variables of each contract', () => {
    const contracts = [{ key: 'myToken', abi: 'abi/MyToken.json' }]
    expect(configText('a.yaml', contracts)).toContain("env('MY_TOKEN_ADDRESS', '')")
    expect(environmentText(contracts)).toContain('MY_TOKEN_ADDRESS=')
    expect(environmentText([])).toBe('')
    expect(configText('a.yaml', [])).not.toContain("env('")
  })
})

describe('the server', () => {
  const template = readFileSync('templates/project/src/server.ts', 'utf8')

  it('has what the contract names around operations, each under its very name', () => {
    const names = ['audit', 'rate-limit', '__proto__', "'});process.exit(1)//", 'a\u2028b']
    const text = serverText(template, names)
    const { outputText, diagnostics } = ts.transpileModule(text, {
      reportDiagnostics: true,
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ESNext },
    })
    expect(diagnostics).toEqual([])
    const exports: { default?: { middleware: { named: object } } } = {}
    const createApp = (parts: unknown) => parts
    const has = () => ({ createApp })
    new Function('exports', 'require', outputText)(exports, has)
    const named = exports.default?.middleware.named ?? {}
    expect(Object.keys(named)).toEqual(names)
    for (const pass of Object.values(named)) expect(pass({}, () => 'next')).toBe('next')
  })

  it('says nothing of middleware where the contract names none', () => {
    expect(serverText(template, [])).toBe(template)
  })
})

describe('inputs are copied', () => {
  it('with the files around them where they were', () => {
    const files = [
      put('api/v1/api.yaml'),
      put('api/schemas/pet.yaml'),
      put('api/v1/paths/pets.yaml'),
    ]
    expect(copySpec(at('project'), files[0] ?? '', files)).toBe('specs/v1/api.yaml')
    expect(existsSync(at('project/specs/schemas/pet.yaml'))).toBe(true)
    expect(existsSync(at('project/specs/v1/paths/pets.yaml'))).toBe(true)
  })

  it('a lone document goes to specs/', () => {
    const file = put('deep/er/api.json')
    expect(copySpec(at('project'), file, [file])).toBe('specs/api.json')
  })

  it('ABIs of the same name do not overwrite each other', () => {
    const contracts = [
      { key: 'one', abi: put('a/Token.json') },
      { key: 'two', abi: put('b/Token.json') },
      { key: 'nft', abi: put('b/Nft.json') },
    ]
    expect(copyAbis(at('project'), contracts).map(({ abi }) => abi)).toEqual([
      'abi/one.json',
      'abi/two.json',
      'abi/Nft.json',
    ])
  })
})

describe('the folder', () => {
  it.each(['a\rb', 'a\u001b[2J', '\u202ea', 'a\u200bb', 'a\u0085'])(
    'not by the name %j',
    (name) => {
      expect(() => openTarget(at(name))).toThrow('characters that terminals do not show')
    },
  )

  it.each([
    ['a._b', 'a-b'],
    ['a..b__c-', 'a-b__c'],
    ['.hidden.', 'hidden'],
    ['node_modules', 'server'],
    ['favicon.ico', 'server'],
    ['日本', 'server'],
    ['a'.repeat(200), 'a'.repeat(128)],
  ])('called %j gives a name that npm and Docker take', (folder, name) => {
    expect(openTarget(at(`in/${folder}`)).name).toBe(name)
  })

  it.each(Object.entries(payloads))(
    'with %s in its name is refused, or named safely',
    (_, text) => {
      const name = text.replaceAll('/', '').slice(0, 200)
      // The name of a package, and what Docker takes as a tag: no text of package.json's script leaves its place.
      const isSafe = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/
      let made: string
      try {
        made = openTarget(`${at('in')}/x${name}`).name
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
        return
      }
      expect(made).toMatch(isSafe)
      expect(readdirSync(dir)).toEqual(['in'])
    },
  )

  it('is made, and undone with the folders above it', () => {
    const target = openTarget(at('deep/er/My Shop!'))
    expect(target.name).toBe('my-shop')
    target.undo()
    expect(readdirSync(dir)).toEqual([])
  })

  it('stays when it was there before', () => {
    mkdirSync(at('shop'))
    const target = openTarget(at('shop'))
    target.writes()
    put('shop/file')
    expect(target.undo()).toBe(false)
    expect(readdirSync(at('shop'))).toEqual([])
  })

  it('loses nothing that came while it was installed', () => {
    const target = openTarget(at('work/one'))
    target.writes()
    for (const file of ['src/a.ts', 'src/b/c.ts', 'package.json']) put(`work/one/${file}`)
    target.written()
    put('work/one/node_modules/x/index.js')
    put('work/one/package-lock.json')
    put('work/two/mine.txt')
    put('work/one/.git/HEAD')
    writeFileSync(at('work/one/src/a.ts'), 'edited')
    expect(target.undo()).toBe(true)
    const left = readdirSync(at('work'), { recursive: true }).map(String)
    expect(left.toSorted()).toEqual([
      'one',
      'one/.git',
      'one/.git/HEAD',
      'one/src',
      'one/src/a.ts',
      'two',
      'two/mine.txt',
    ])
    expect(readFileSync(at('work/one/src/a.ts'), 'utf8')).toBe('edited')
  })

  it('takes what came before anything was written for no part of the project', () => {
    mkdirSync(at('here'))
    const target = openTarget(at('here'))
    put('here/notes.txt')
    expect(target.undo()).toBe(true)
    expect(readdirSync(at('here'))).toEqual(['notes.txt'])
  })

  it('must not be a file, nor hold anything', () => {
    put('full/file')
    expect(() => openTarget(at('full'))).toThrow('is not empty')
    expect(() => openTarget(at('full/file'))).toThrow('is a file')
  })
})
