import { Failure } from '../../src/failure.ts'
import type { SettingName } from '../../src/settings.ts'
import type { Command, Context } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'

export const set: Command = {
  define: (command) =>
    command
      .argument('<setting>', 'its name, or that of its variable')
      .argument('[value]', 'lists with commas; without it, what is typed, or standard input')
      .addHelpText('after', EXAMPLES),

  async run([text = '', given], _options, context) {
    const { streams, manner, config } = context
    const [{ changeOwnFile }, { settingNamed }, { isSecret, settingValue, shownValue }] = await Promise.all([
      import('../../src/setup/own-file.ts'),
      import('../../src/setup/setting-named.ts'),
      import('../../src/setup/setting-value.ts'),
    ])
    const name = settingNamed(text)
    const secret = isSecret(name)
    if (given !== undefined && secret) throw secretArgument(name)
    const value = settingValue(name, given ?? (await asked(name, secret, context)))
    await changeOwnFile(config.ownFile, { [name]: value })
    const shown = shownValue(name, value)
    if (manner.json) streams.out(`${JSON.stringify({ path: config.ownFile, set: { [name]: shown } })}\n`)
    else if (!manner.quiet) streams.err(`${name} = ${shown}, in ${config.ownFile}\n${await outdone(name, config)}`)
    return DONE
  },
}

const EXAMPLES = `
Keys are never arguments, which other programs can see: they are typed, or come
by standard input.

Example:
  ytdub config set languages es,fr
  ytdub config set maxCost 5
  ytdub config set deepgramApiKey
  ytdub config set openaiApiKey < key.txt`

/** In a terminal it is typed; a script hands it over by standard input. */
async function asked(name: SettingName, secret: boolean, { streams, manner }: Context): Promise<string> {
  const { askHidden, askLine, readSecret } = await import('../terminal/ask.ts')
  if (!streams.interactive || manner.json) return readSecret()
  return secret ? askHidden(`${name}:`) : askLine(`${name}:`)
}

function secretArgument(name: SettingName): Failure {
  return new Failure('usage', `${name} is secret: other programs see what stands in a command line.`, {
    hint: `Type it when you are asked: ytdub config set ${name}\nOr hand it over: ytdub config set ${name} < file`,
  })
}

/** What is changed here may be said otherwise by what goes before. */
async function outdone(name: SettingName, config: Context['config']): Promise<string> {
  const source = config.sources[name]
  if (source === undefined || source.from === 'own') return ''
  const { held } = await import('../terminal/held-setting.ts')
  return `Note: ${held(name, config).from} says otherwise, and goes before.\n`
}
