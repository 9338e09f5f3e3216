import { Failure } from '../failure.ts'
import { type Commands, chooseCommands } from './choose-commands.ts'
import { lookAround, type Machine, type Sight } from './look-around.ts'
import { needsFor } from './needs.ts'
import { type InstallOptions, runInstall } from './run-install.ts'

export type SetupPlan = Sight &
  Commands & {
    /**
     * Runs the commands and looks again.
     * @throws {Failure} `config`, where a command fails, or something is missing still; it names what.
     */
    readonly apply: (options: InstallOptions) => Promise<void>
  }

export type SetupRequest = Machine & {
  /** Languages to dub into, from English. */
  readonly languages: readonly string[]
}

/** Looks what is there and what is missing, and how it would be installed. Changes nothing. */
export async function planSetup({ languages, ...machine }: SetupRequest): Promise<SetupPlan> {
  const needs = needsFor(languages)
  const sight = await lookAround(machine, needs)
  const chosen = await chooseCommands(machine, sight.missing)
  return {
    ...sight,
    ...chosen,
    async apply(options) {
      if (sight.missing.length === 0) return
      if (chosen.runnable) await runInstall(machine, chosen.commands, options)
      const { missing } = await lookAround(machine, needs)
      if (missing.length > 0)
        throw stillMissing(
          missing.map(({ name }) => name),
          chosen,
        )
    },
  }
}

function stillMissing(names: readonly string[], { commands, runnable, notes }: Commands): Failure {
  const toType = runnable ? [] : commands.map((words) => `Type: ${words.join(' ')}`)
  const hint = [...toType, ...notes].join('\n') || 'See what the package manager says with: ytdub setup --yes --verbose'
  return new Failure('config', `Still missing: ${names.join(', ')}.`, { hint })
}
