import type { Command } from './command.ts'

export const login: Command = {
  define: (command) =>
    command
      .option('--email <address>', 'sign in with this e-mail address and a password, or a code')
      .option('--password-stdin', 'read the password from standard input')
      .option('--code [code]', 'have a code sent by e-mail; or sign in with the one that was sent')
      .option('--browser [provider]', 'sign in with a browser, by this provider (default: google)')
      .option('--no-browser', 'the same with a browser elsewhere: shows the address, and reads what you paste')
      .option('--provider <name>', 'the provider for --no-browser, e.g. github')
      .addHelpText(
        'after',
        '\nExample:\n  ytdub login\n  ytdub login --email you@example.org --code\n  ytdub login --browser github',
      ),

  run: async (...given) => (await import('./run/login.ts')).runLogin(...given),
}
