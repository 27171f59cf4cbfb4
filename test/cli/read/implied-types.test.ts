// `schemas.impliedTypes`: a schema without `type` is an object or an array where its keywords say so; by the letter it takes any value.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSchemaOptions } from '../../../cli/src/commands/project/schema-config.js'
import { type CompileInput, compile } from '../../../cli/src/pipeline.js'

const document = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  paths: {},
  components: {
    schemas: {
      Thing: { properties: { a: { type: 'string' } } },
      List: { prefixItems: [{ type: 'string' }] },
      Both: { properties: { a: {} }, items: {} },
      One: { enum: [1], properties: { a: {} } },
    },
  },
}

const typesOf = async (schemas: CompileInput['schemas']) => {
  const projectDir = mkdtempSync(join(tmpdir(), 'nexus-implied-'))
  try {
    writeFileSync(join(projectDir, 'api.json'), JSON.stringify(document))
    const { program, diagnostics } = await compile({
      projectDir,
      openapi: 'api.json',
      contracts: [],
      ...(schemas === undefined ? {} : { schemas }),
    })
    const found = [...(program.api?.schemas.values() ?? [])].filter(({ name }) => name !== null)
    return {
      types: Object.fromEntries(found.map(({ name, types }) => [name, types])),
      warnings: diagnostics.filter(({ code }) => code === 'NX2130').map(({ message }) => message),
    }
  } finally {
    rmSync(projectDir, { recursive: true, force: true })
  }
}

test('by the letter nothing is implied, and that is told', async () => {
  expect(await typesOf({ impliedTypes: false })).toEqual({
    types: { Thing: null, List: null, Both: null, One: null },
    warnings: [
      '3 schemas say what an object or array holds, but not `type`: any other value is let in too',
    ],
  })
})

test('objects and arrays are implied when a project says nothing', async () => {
  expect(await typesOf(undefined)).toEqual({
    types: { Thing: ['object'], List: ['array'], Both: null, One: null },
    warnings: [
      'this schema says what an object or array holds, but not `type`: any other value is let in too',
    ],
  })
})

test.each([
  [
    { impliedTypes: false },
    {
      options: {
        impliedTypes: false,
        checkAnswers: 'development',
        int64: 'number',
        decimal: 'number',
      },
    },
  ],
  [
    undefined,
    {
      options: {
        impliedTypes: true,
        checkAnswers: 'development',
        int64: 'number',
        decimal: 'number',
      },
    },
  ],
  [
    { impliedType: true },
    {
      problem:
        '`schemas.impliedType` does not exist (there are impliedTypes, checkAnswers, int64, decimal)',
    },
  ],
  [
    { checkAnswers: 'yes' },
    { problem: '`schemas.checkAnswers` is not one of "never", "development", "always"' },
  ],
  [[], { problem: '`schemas` is not an object' }],
])('%j in nexus.config.ts', (given, expected) => {
  expect(readSchemaOptions(given)).toEqual(expected)
})
