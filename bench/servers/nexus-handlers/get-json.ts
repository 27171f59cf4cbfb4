// Answers the json scenario.
import { getJson as op } from '#generated/operations/get-json'
import { message } from '../../work.mjs'

export const getJson = op.handler(() => op.reply(200, message()))
