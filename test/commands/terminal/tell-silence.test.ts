import { expect, test } from 'vitest'
import { tellSilence } from '../../../commands/terminal/tell-silence.ts'
import { commandContext } from '../../rig/command-context.ts'

test('says once of each whom it waits for, where it is to be said', () => {
  const told: string[] = []
  const context = commandContext('/home', { out: (text) => told.push(text), err: (text) => told.push(text) })
  const silent = tellSilence(context)
  for (const of of ['service', 'service', 'sign-in'] as const) silent(of)
  expect(told).toEqual(['Waiting for the service to answer …\n', 'Waiting for the sign-in server to answer …\n'])
  const notices: string[] = []
  tellSilence(context, (text) => notices.push(text))('service')
  tellSilence({ ...context, manner: { ...context.manner, quiet: true } })('service')
  expect([told.length, notices]).toEqual([2, ['Waiting for the service to answer …']])
})
