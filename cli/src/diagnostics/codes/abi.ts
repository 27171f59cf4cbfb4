// Owns codes NX3xxx: reading Solidity ABIs.

import type { CodeInfo } from '../code-info.js'

export const abiCodes = {
  NX3001: {
    severity: 'error',
    title: 'ABI is not JSON',
    meaning: 'The file that should hold an ABI is not JSON as RFC 8259 defines it.',
    help: "pass the contract's ABI array, or the JSON artifact that Hardhat, Foundry or Truffle wrote",
  },
  NX3002: {
    severity: 'error',
    title: 'no ABI in this file',
    meaning:
      'The file is JSON, but neither an ABI array nor an artifact with one in a known place.',
    help: "pass the contract's ABI array, or the JSON artifact that Hardhat, Foundry or Truffle wrote",
  },
  NX3003: {
    severity: 'error',
    title: 'not an ABI entry',
    meaning:
      'An element of the ABI is no function, event, error, constructor, fallback or receive.',
    help: 'entries are function, event, error, constructor, fallback and receive',
  },
  NX3004: {
    severity: 'error',
    title: 'damaged parameter list',
    meaning: 'Inputs, outputs or components are not a list of objects.',
    help: 'compile the contract again; this ABI was damaged or written by hand',
  },
  NX3005: {
    severity: 'error',
    title: 'not an identifier',
    meaning:
      'A name in the ABI is missing or is not one that Solidity or Vyper could have written.',
    help: 'names are Solidity identifiers: letters, digits, `_` and `$`',
  },
  NX3006: {
    severity: 'error',
    title: 'not an ABI type',
    meaning: 'A type is not one that the Contract ABI Specification can encode.',
    help: 'compile the contract again and use the ABI that the compiler wrote',
  },
  NX3007: {
    severity: 'error',
    title: 'ABI exceeds a limit',
    meaning: 'ABIs are untrusted input: size, count, nesting and array lengths have limits.',
    help: 'leave out what the server does not call',
  },
  NX3008: {
    severity: 'error',
    title: '`indexed` where it cannot be',
    meaning:
      'Only the inputs of events are indexed; elsewhere it is the mark of a corrupted artifact.',
    help: 'this artifact is corrupted: compile the contract again and use what the compiler wrote',
  },
  NX3009: {
    severity: 'error',
    title: 'unknown state mutability',
    meaning:
      'The mutability decides whether a call reads or sends a transaction; it is not guessed.',
    help: 'it is one of pure, view, nonpayable and payable',
  },
  NX3010: {
    severity: 'error',
    title: 'two entries have one selector',
    meaning:
      'Different signatures hash to the same four bytes, so one of them could never be reached.',
    help: 'no compiler accepts that: check where this ABI comes from',
  },
  NX3011: {
    severity: 'error',
    title: 'declared twice',
    meaning: 'A contract has one constructor, and one function, error or event of each signature.',
    help: 'remove one of the two',
  },
  NX3012: {
    severity: 'warning',
    title: 'a parameter name twice',
    meaning: 'Fields of one list need names of their own, so the generated client adds a suffix.',
    help: 'give the parameters different names in the contract, or use the suffixed one',
  },
} as const satisfies Record<string, CodeInfo>
