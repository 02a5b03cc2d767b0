// The last hour as bars, drawn by hand. The same figures stand in a table under it, so the picture itself is for eyes only.
import { html, type Html } from './html.ts'
import { clockTime } from './moment.ts'
import { row, table } from './parts.ts'
import type { DeskOverview } from './ports.ts'
import type { View } from './view.ts'

type Step = DeskOverview['throughput'][number]

/** Units of the drawing; the style sheet stretches it to its place. A step is 30 wide: two bars of 11 and room between. */
const [stepWidth, barWidth, height] = [30, 11, 1000]

/** Draws accepted letters as filled bars and handed over ones as hollow ones, so that they differ without color too. */
export function throughputChart (steps: DeskOverview['throughput'], view: View): Html {
  const { overview } = view.messages
  const sum = (read: (step: Step) => number) => steps.reduce((total, step) => total + read(step), 0)
  return html`<p>${overview.throughputText(sum(step => step.accepted), sum(step => step.handedOver))}</p>
<div class="desk-chart" aria-hidden="true">
<p class="desk-legend"><span class="desk-key desk-key-accepted"></span>${overview.accepted} <span class="desk-key desk-key-handed"></span>${overview.handedOver}</p>
${drawing(steps)}
<p class="desk-axis">${axis(steps, view)}</p>
</div>
<details class="ds-details" id="throughput-table"><summary>${overview.showTable}</summary><div>${figures(steps, view)}</div></details>`
}

function drawing (steps: DeskOverview['throughput']): Html {
  const most = Math.max(1, ...steps.flatMap(step => [step.accepted, step.handedOver]))
  const bar = (kind: 'accepted' | 'handed', x: number, count: number) => {
    const tall = Math.round(count / most * height)
    return html`<rect class="desk-bar-${kind}" x="${x}" y="${height - tall}" width="${barWidth}" height="${tall}" vector-effect="non-scaling-stroke"/>`
  }
  const bars = steps.map((step, index) => [
    bar('accepted', index * stepWidth + 3, step.accepted), bar('handed', index * stepWidth + 3 + barWidth + 1, step.handedOver)
  ])
  return html`<div class="desk-plot"><span class="desk-most">${most}</span><svg viewBox="0 0 ${Math.max(1, steps.length) * stepWidth} ${height}" preserveAspectRatio="none" focusable="false">${bars}</svg></div>`
}

function axis (steps: DeskOverview['throughput'], view: View): Html {
  const [first, middle] = [steps[0], steps[Math.floor(steps.length / 2)]]
  if (first === undefined || middle === undefined) return html``
  return html`<span>${clockTime(first.startsAt, view)}</span><span>${clockTime(middle.startsAt, view)}</span><span>${clockTime(view.now, view)}</span>`
}

function figures (steps: DeskOverview['throughput'], view: View): Html {
  const { overview } = view.messages
  const rows = steps.map(step => row(clockTime(step.startsAt, view), [step.accepted, step.handedOver]))
  return table('throughput-caption', overview.throughput, [overview.from, overview.accepted, overview.handedOver], rows, 'numbers')
}
