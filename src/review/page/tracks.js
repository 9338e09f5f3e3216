import { element } from './element.js'

/** The players of the source and of each dub, which are heard and not seen. */
export function tracks(languages) {
  const all = [['original', '/media/source'], ...languages.map((each) => [each.language, addressOf(each)])]
  return all.map(([id, address]) =>
    element(
      'figure',
      { 'data-track': id },
      element('audio', { preload: 'metadata' }, element('source', { src: address })),
    ),
  )
}

/** Has a dub's player read what was delivered anew. Kept when it can be played, or is found not to be. */
export async function renew(language) {
  const media = document.querySelector(`[data-track="${CSS.escape(language.language)}"] audio`)
  const source = media?.querySelector('source')
  const address = addressOf(language)
  if (!source || address === null || source.getAttribute('src') === address) return
  await new Promise((resolve) => {
    media.addEventListener('loadedmetadata', resolve, { once: true })
    source.addEventListener('error', resolve, { once: true })
    source.src = address
    media.load()
  })
}

/** Another address for another sound, so that no browser plays one that it has kept. */
function addressOf({ language, sound }) {
  return sound === null ? null : `/media/dub/${encodeURIComponent(language)}?v=${sound}`
}
