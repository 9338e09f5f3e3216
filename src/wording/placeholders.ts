/**
 * What a text holds that is no language and has to come through as it is: `{name}`, `%s`, `<b>`, addresses of the web
 * and of mail.
 */
export function placeholdersIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(PLACEHOLDER), ([found]) => found.replace(/[.,;:!?)\]'"»”]+$/u, '')))]
}

const PLACEHOLDER = new RegExp(
  [
    String.raw`https?:\/\/[^\s<>"]+|\bwww\.[^\s<>"]+`,
    String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,
    String.raw`\$?\{{1,2}[^{}\n]+\}{1,2}`,
    String.raw`<\/?[a-z][^<>\n]*>`,
    // Not the per cent of "20%discount".
    String.raw`(?<!\d)%(?:\d+\$|\(\w+\))?[sdif@](?![\p{L}\d])`,
  ].join('|'),
  'giu',
)
