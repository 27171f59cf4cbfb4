// Owns the public entry `@nexusrt/cli/testing`: what the server of a test asks of the compiler. `startApp` of the
// runtime looks for it in the project that it tests.

export { type AnswerCode, answerCode } from './commands/project/answer-code.js'
