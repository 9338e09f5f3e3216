import type { Page } from 'playwright-core'

/** The contrast of an element's letters with what they are on (WCAG 2, contrast ratio); enough is 4.5. */
export function contrast(page: Page, name: string): Promise<number> {
  return page.evaluate(`(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d')
    const light = () => [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
      .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0)
    const laid = (colour) => {
      canvas.fillStyle = colour
      canvas.fillRect(0, 0, 1, 1)
      return light()
    }
    const element = document.querySelector('${name}')
    const behind = []
    for (let each = element; each; each = each.parentElement) behind.unshift(getComputedStyle(each))
    const lights = [behind.map(({ backgroundColor }) => laid(backgroundColor)).at(-1), laid(behind.at(-1).color)]
    return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05)
  })()`)
}
