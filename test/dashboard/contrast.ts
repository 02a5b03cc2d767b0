// Runs in the page: the texts whose contrast with their ground is below WCAG 2.2 §1.4.3 (4.5 to 1).

/** An expression that gives the faint texts of a page. Grounds here are plain colors, so the nearest one that is not transparent counts. */
export const faintTexts = `(() => {
  const parse = color => (color.match(/[\\d.]+/g) ?? []).map(Number)
  const channel = value => value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
  const groundOf = element => {
    for (let e = element; e !== null; e = e.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(e).backgroundColor)
      if (alpha > 0) return [r, g, b]
    }
    return [255, 255, 255]
  }
  const hasText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== '')
  return [...document.body.querySelectorAll('*')].filter(e => hasText(e) && e.checkVisibility() && !e.closest('.ds-sr-only, .ds-skip-link, option')).flatMap(e => {
    const [text, ground] = [luminance(parse(getComputedStyle(e).color)), luminance(groundOf(e))]
    const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05)
    return ratio < 4.5 ? [e.textContent.trim().slice(0, 40) + ' ' + ratio.toFixed(2)] : []
  })
})()`
