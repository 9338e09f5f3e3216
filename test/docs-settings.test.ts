import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { COMMANDS } from '../commands/main.ts'
import type { Config } from '../src/config.ts'
import { DEFAULTS, OLDER, SECRET_SETTINGS, type SettingName, settingsSchema, VARIABLES } from '../src/settings.ts'
import { limitsOf, wishOf } from '../src/wish.ts'

const DOCS = join(import.meta.dirname, '../docs')

/** The rows of a page's table that begins with this head. */
async function rowsBelow(head: string): Promise<readonly (readonly string[])[]> {
  const page = await readFile(join(DOCS, 'settings.md'), 'utf8')
  const [table = ''] = page.slice(page.indexOf(head)).split('\n\n')
  const rows = table.split('\n').slice(2)
  return rows
    .filter((row) => row.startsWith('|'))
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

const ticked = (text: string | undefined) => [...(text ?? '').matchAll(/`([^`]+)`/g)].map(([, word]) => word)

test('the page tells of every setting and of no other, with its variables, its default, and whether it is secret', async () => {
  const rows = await rowsBelow('| setting | variable | default | what |')
  expect(rows.map(([name]) => ticked(name)[0])).toEqual(Object.keys(settingsSchema.shape))
  for (const [cell, variables, usual, what = ''] of rows) {
    const name = ticked(cell)[0] as SettingName
    const told = [VARIABLES[name as keyof typeof VARIABLES], OLDER[name as keyof typeof OLDER]]
    expect({ name, variables: ticked(variables) }).toEqual({
      name,
      variables: told.filter((each) => each !== undefined),
    })
    const fixed = DEFAULTS[name as keyof typeof DEFAULTS]
    if (fixed !== undefined) expect({ name, usual }).toEqual({ name, usual: `\`${fixed}\`` })
    const isSecret = SECRET_SETTINGS.some((secret) => secret === name)
    expect({ name, secret: what.startsWith('secret') }).toEqual({ name, secret: isSecret })
  }
})

test('what is said to hold where nothing is set does hold', () => {
  const nothing = {} as Config
  const { engine, format, maxRate, sync } = wishOf({}, nothing)
  expect({ engine, format, maxRate, sync, maxHours: limitsOf({}, nothing).hours }).toEqual({
    engine: DEFAULTS.engine,
    format: DEFAULTS.format,
    maxRate: DEFAULTS.maxRate,
    sync: DEFAULTS.sync,
    maxHours: DEFAULTS.maxHours,
  })
})

test('it tells of every other variable that is read', async () => {
  const told = (await rowsBelow('| variable | what |')).flatMap(([cell]) => ticked(cell))
  const source = await readFile(join(import.meta.dirname, '../src/config.ts'), 'utf8')
  const read = [...source.matchAll(/environment\['(\w+)'\]|told\('(\w+)'\)/g)].map(([, one, other]) => one ?? other)
  expect(new Set(told)).toEqual(new Set(read))
})

/** A page of all commands, their arguments and flags, as they are defined. Where they have changed: `vitest run test/docs-settings.test.ts -u`. */
test('commands.md tells of every command, argument and flag as they are', async () => {
  const parts = await Promise.all(
    Object.entries(COMMANDS).map(async ([word, entry]) => {
      const { heading } = entry
      const all = 'load' in entry ? [{ line: word, entry }] : partsOf(word, entry.commands)
      return { heading, texts: await Promise.all(all.map(({ line, entry: each }) => described(line, each))) }
    }),
  )
  const headings = [...new Set(parts.map(({ heading }) => heading))]
  const sections = headings.map((heading) => {
    const texts = parts.filter((part) => part.heading === heading).flatMap((part) => part.texts)
    return `## ${heading.replace(':', '')}\n\n${texts.join('\n')}`
  })
  const always = '`ytdub --help` tells of the flags that every command has.'
  const page = `# Commands\n\nMade from their definitions, as \`--help\` is. ${always}\n\n${sections.join('\n')}`
  await expect(page).toMatchFileSnapshot(join(DOCS, 'commands.md'))
})

type Entry = Omit<Extract<(typeof COMMANDS)[string], { load: unknown }>, 'heading'>

function partsOf(word: string, commands: { readonly [part: string]: Entry }) {
  return Object.entries(commands).map(([part, entry]) => ({ line: `${word} ${part}`, entry }))
}

async function described(line: string, { summary, load }: Entry): Promise<string> {
  const command = new Command(line)
  ;(await load()).define(command)
  const args = command.registeredArguments.map((each) => {
    const name = each.variadic ? `${each.name()}…` : each.name()
    return each.required ? `<${name}>` : `[${name}]`
  })
  const flags = command.options.filter(({ hidden }) => !hidden).map((option) => row(option.flags, told(option)))
  const head = `### ytdub ${[line, ...args].join(' ')}\n\n${summary.charAt(0).toUpperCase()}${summary.slice(1)}.\n`
  return flags.length === 0 ? head : `${head}\n| flag | what |\n|---|---|\n${flags.join('\n')}\n`
}

function told({ description, argChoices }: Command['options'][number]): string {
  return argChoices === undefined ? description : `${description}: ${argChoices.join(', ')}`
}

function row(flags: string, description: string): string {
  return `| \`${flags.replaceAll('|', String.raw`\|`)}\` | ${description.replaceAll('|', String.raw`\|`)} |`
}
