import { html, type Html } from './html.ts'
import { layout } from './layout.ts'
import { clockTime } from './moment.ts'
import { keyFigures, verdictAlert } from './overview-figures.ts'
import { checksTable, countsTable, healthTable, oldestTable } from './overview-tables.ts'
import { outlookTables, reportTable } from './outlook-tables.ts'
import { section } from './parts.ts'
import type { DeskOverview } from './ports.ts'
import { throughputChart } from './throughput-chart.ts'
import { findingsOf } from './verdict.ts'
import type { View } from './view.ts'

/** The front page: what is wrong comes before how much there is. */
export function overviewPage (overview: DeskOverview, view: View): string {
  const { overview: words, shared } = view.messages
  const body = html`<div class="desk-title"><h1 class="ds-heading" data-size="md">${shared.overview}</h1>${refreshControls(view)}</div>
<div data-refresh>
${liveRegion(overview, view)}
</div>
<p class="ds-sr-only" role="status" data-announce></p>`
  return layout({ title: overview.counts.length === 0 ? words.empty : shared.overview, section: 'overview', path: '', body }, view)
}

/** The part the script fetches anew. It stands alone, so that replacing it loses nothing outside it. */
function liveRegion (overview: DeskOverview, view: View): Html {
  const words = view.messages.overview
  const findings = findingsOf(overview, view.now)
  const isEmpty = overview.counts.length === 0
  return html`<p class="desk-note">${words.refresh.updated} ${clockTime(overview.readAt, view)}</p>
${verdictAlert(findings, view)}
${section('figures', words.figures, keyFigures(overview, findings, view))}
${isEmpty && section('empty', words.empty, html`<p>${words.emptyText}</p>`)}
${!isEmpty && section('throughput', words.throughput, throughputChart(overview.throughput, view))}
${!isEmpty && section('letters', view.messages.shared.letters, html`<div class="desk-tables">${countsTable(overview, view)}${overview.oldest.length > 0 && oldestTable(overview, view)}</div>`)}
${overview.outlook !== undefined && section('outlook', words.outlook.title, outlookTables(overview.outlook, view))}
${overview.report !== undefined && section('report', words.report.title(overview.report.day), reportTable(overview.report, view))}
${section('health', words.health, healthTable(overview, view))}
${section('checks', words.checks, checksTable(overview, view))}`
}

/** Hidden until the script is there: without it nothing refreshes, so there is nothing to pause. */
function refreshControls (view: View): Html {
  const { refresh } = view.messages.overview
  return html`<div class="desk-refresh" data-refresh-controls data-every="${refresh.every}" data-pause="${refresh.pause}" data-resume="${refresh.resume}" data-paused="${refresh.paused}" data-failed="${refresh.failed}" hidden>
<span data-refresh-state>${refresh.every}</span>
<button type="button" class="ds-button" data-variant="secondary" data-size="sm">${refresh.pause}</button>
</div>`
}
