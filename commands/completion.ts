import { Argument } from 'commander'
import type { Command } from './command.ts'
import { SCRIPTS, SHELLS, type Shell } from './terminal/completion-scripts.ts'
import { DONE } from './terminal/exit-codes.ts'

export const completion: Command = {
  define: (command) =>
    command
      .addArgument(new Argument('<shell>', 'which shell it is for').choices(SHELLS))
      .addHelpText('after', EXAMPLES),

  async run([shell], _options, { streams }) {
    streams.out(SCRIPTS[shell as Shell])
    return DONE
  },
}

const EXAMPLES = `
Examples:
  ytdub completion bash

It is written to standard output. To load it, add to the shell's start-up file:
  bash (~/.bashrc)  eval "$(ytdub completion bash)"
  zsh (~/.zshrc)    autoload -Uz compinit && compinit; eval "$(ytdub completion zsh)"
  fish (~/.config/fish/config.fish)  ytdub completion fish | source`
