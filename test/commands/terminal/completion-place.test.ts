import { Command, Option } from 'commander'
import { expect, test } from 'vitest'
import { placeAt } from '../../../commands/terminal/completion-place.ts'

const command = () =>
  new Command()
    .argument('<file>')
    .argument('[more...]')
    .option('-l, --lang <languages>')
    .option('--json')
    .addOption(new Option('--engine <name>').choices(['cloud', 'offline']))

test.each([
  [[], '', { kind: 'argument', name: 'file' }],
  [['--json'], '', { kind: 'argument', name: 'file' }],
  [['a', 'b', 'c'], '', { kind: 'argument', name: 'more' }],
  [['--lang', 'es'], 'a', { kind: 'argument', name: 'file', typed: 'a' }],
  [['a', '-l'], 'e', { kind: 'value', name: 'languages', typed: 'e', before: '' }],
  [['a'], '--lang=es,f', { kind: 'value', name: 'languages', typed: 'es,f', before: '--lang=' }],
  [['a'], '--en', { kind: 'flag' }],
  [['--engine'], 'c', { kind: 'value', choices: ['cloud', 'offline'] }],
  [['--'], '-a', { kind: 'argument', name: 'file', typed: '-a' }],
])('%j and then %j', (after, current, place) => expect(placeAt(command(), after, current)).toMatchObject(place))

test('knows the flags that are given', () => {
  const { given } = placeAt(command(), ['-l', 'es', '--engine=cloud', '--json'], '')
  expect([...given]).toEqual([
    ['--lang', 'es'],
    ['--engine', 'cloud'],
    ['--json', ''],
  ])
  expect(placeAt(new Command(), [], '')).toMatchObject({ kind: 'nothing' })
})
