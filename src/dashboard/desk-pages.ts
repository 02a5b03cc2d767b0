import { certificatesPage } from './certificates-page.ts'
import { errorTable } from '../letter/error-table.ts'
import { readDecideForm, toDecision } from './decide-input.ts'
import { readFilter, toDeskFilter } from './filter.ts'
import { lettersPage } from './letters-page.ts'
import { deskRoot } from './links.ts'
import { overviewPage } from './overview-page.ts'
import type { DeskOptions, FormRequest, Page, PageAnswer, PageRequest } from './page.ts'
import type { DeskPorts, DeskStory, DeskVerdict } from './ports.ts'
import { storyPage } from './story-page.ts'
import { tasksPage } from './tasks-page.ts'
import { notFoundPage, unavailablePage } from './trouble-page.ts'
import { openView, type View } from './view.ts'

/** Letters on one page of the list. */
const lettersPerPage = 50

/**
 * The operator's pages, ready to be registered by whoever serves HTTP.
 *
 * A page never throws: where a port fails, the answer is a page with status 503 that says so.
 */
export function deskPages (ports: DeskPorts, options: DeskOptions): Page[] {
  const page = (path: string, title: string, write: (view: View, request: PageRequest) => Promise<PageAnswer>): Page => ({
    path: `${deskRoot}${path}`,
    title,
    render: request => answer(openView(request, options.now()), view => write(view, request))
  })
  return [
    page('', 'Overview', async view => ok(overviewPage(await ports.overview(), view))),
    page('/letters', 'Letters', async (view, request) => {
      const reading = readFilter(request.query)
      return ok(lettersPage(await ports.list(toDeskFilter(reading.asked, view.now, lettersPerPage)), reading, view))
    }),
    page('/tasks', 'Tasks', async view => ok(tasksPage(await ports.tasks(), view))),
    page('/certificates', 'Certificates', async view => ok(certificatesPage(await ports.certificates(), view))),
    {
      ...page('/letters/:id', 'One letter', async (view, request) => {
        const story = await storyOf(ports, request)
        const isTaken = request.query.decided === '1' && story !== undefined && story.overrides.length > 0
        return story === undefined ? notFound(view) : ok(storyPage(story, view, { form: { key: options.newId() }, isTaken }))
      }),
      submit: request => answer(openView(request, options.now()), view => decide(ports, request, view))
    }
  ]
}

/** Takes a decision, and goes back to the letter; or shows the letter again with what was wrong. */
async function decide (ports: DeskPorts, request: FormRequest, view: View): Promise<PageAnswer> {
  const story = await storyOf(ports, request)
  if (story === undefined) return notFound(view)
  const { key = '' } = request.form
  const typed = readDecideForm(request.form)
  const verdict = isUuid(key) ? await ports.decide(story.letter.id, key, toDecision(typed)) : unkeyed
  if (verdict.kind === 'taken') return { status: 303, html: '', location: view.link(`/letters/${story.letter.id}`, { decided: '1' }) }
  const status = Math.max(...verdict.problems.map(({ code }) => errorTable[code].status))
  return { status, html: storyPage(story, view, { form: { key, typed, refused: verdict } }) }
}

/** A form that was not ours. */
const unkeyed: DeskVerdict = { kind: 'refused', problems: [{ code: 'ERR_INTAKE_KEY_INVALID', field: '/key' }] }

async function storyOf (ports: DeskPorts, { params }: PageRequest): Promise<DeskStory | undefined> {
  return isUuid(params.id) ? ports.story(params.id) : undefined
}

function notFound (view: View): PageAnswer {
  return { status: 404, html: notFoundPage(view) }
}

async function answer (view: View, write: (view: View) => Promise<PageAnswer>): Promise<PageAnswer> {
  try {
    return await write(view)
  } catch (error) {
    return { status: 503, html: unavailablePage(error, view) }
  }
}

function ok (html: string): PageAnswer {
  return { status: 200, html }
}

/** Anything but a UUID is no letter; the port is not even asked, so nothing odd reaches a query or a log. */
function isUuid (value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
}
