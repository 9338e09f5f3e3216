import { timelineParts } from '../jobs/report/timeline-parts.ts'

const STYLES = ['jobs/report/page/base', 'jobs/report/page/player', 'jobs/report/page/panel', 'review/page/review']

/**
 * The page, before its script has filled it. No word of what anybody said is in it: those come as data, and are only ever
 * written as text.
 * @param bound the fastest that a line may be played.
 */
export function reviewPage(bound: number): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>Review</title>
${STYLES.map((name) => `<link rel="stylesheet" href="/${name}.css">`).join('\n')}
<script type="module" src="/review/page/main.js"></script>
</head>
<body class="scripted">
<main>
<header><h1>Review</h1><ul class="about"></ul></header>
<div class="note bad trouble" role="alert" hidden><p><strong class="what"></strong></p><p class="then"></p></div>
<nav class="tabs" aria-label="Languages" hidden></nav>
<div class="tracks"></div>
${timelineParts(bound)}
<div class="bar" role="group" aria-label="Review">
<p class="tally"></p>
<p class="saved" role="status"></p>
<button class="approve-all">Approve all</button>
<button class="apply primary" disabled>Apply</button>
<div class="progress" hidden><progress max="100" value="0" aria-label="Progress"></progress> <span></span></div>
</div>
<p class="keys"><kbd>J</kbd> <kbd>K</kbd> next and previous line · <kbd>Space</kbd> plays the line · <kbd>O</kbd> original or dub · <kbd>E</kbd> edits, <kbd>Esc</kbd> leaves, <kbd>Ctrl</kbd>+<kbd>Enter</kbd> approves and goes on · <kbd>A</kbd> approves · <kbd>R</kbd> records</p>
<div class="panels"></div>
</main>
<noscript><p class="note">The review needs JavaScript.</p></noscript>
</body>
</html>
`
}
