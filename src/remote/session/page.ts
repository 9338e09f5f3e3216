export type PageText = { readonly title: string; readonly text: string }

/** A page of a title and a sentence, whole in itself. */
export function page({ title, text }: PageText): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · ytdub</title>
<style>
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif }
body { margin: 20vh auto 0; max-width: 32rem; padding: 0 1.5rem }
h1 { font-size: 1.5rem }
</style>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
