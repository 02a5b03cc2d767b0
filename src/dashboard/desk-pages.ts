import { readChoice } from './act-choices.ts'
import { certificatesPage } from './certificates-page.ts'
import { readDecideForm, toDecision } from './decide-input.ts'
import { handsRoutes, nextKey, statusOf } from './hands-routes.ts'
import { readFilter, toDeskFilter } from './filter.ts'
import { lettersPage } from './letters-page.ts'
import { deskRoot } from './links.ts'
import { overviewPage } from './overview-page.ts'
import type { DeskOptions, FormRequest, Page, PageAnswer, PageRequest } from './page.ts'
import { answer, isUuid, notFound, ok, seeOther } from './page-answers.ts'
import type { DeskPorts, DeskStory, DeskVerdict } from './ports.ts'
import { storyPage } from './story-page.ts'
import { tasksPage } from './tasks-page.ts'
import type { View } from './view.ts'

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
    render: request => answer(request, options.now(), write)
  })
  return [
    page('', 'Overview', async view => ok(overviewPage(await ports.overview(), view))),
    page('/letters', 'Letters', async (view, request) => {
      const reading = readFilter(request.query)
      return ok(lettersPage(await ports.list(toDeskFilter(reading.asked, view.now, lettersPerPage)), reading, view))
    }),
    page('/tasks', 'Tasks', async view => ok(tasksPage(await ports.tasks(), view))),
    page('/certificates', 'Certificates', async view => ok(certificatesPage(await ports.certificates(), await ports.recipientCertificates(), view))),
    {
      ...page('/letters/:id', 'One letter', async (view, request) => {
        const story = await storyOf(ports, request)
        const isTaken = request.query.decided === '1' && story !== undefined && story.overrides.length + story.acts.length > 0
        const forms = { form: { key: options.newId() }, act: { key: options.newId() } }
        return story === undefined ? notFound(view) : ok(storyPage(story, view, { ...forms, isTaken }))
      }),
      submit: request => {
        const take = request.form.act === undefined ? decide : act
        return answer(request, options.now(), view => take(ports, request, view, options.newId()))
      }
    },
    ...handsRoutes(ports, options)
  ]
}

/** Takes a decision, and goes back to the letter; or shows the letter again with what was wrong. */
async function decide (ports: DeskPorts, request: FormRequest, view: View, newKey: string): Promise<PageAnswer> {
  const story = await storyOf(ports, request)
  if (story === undefined) return notFound(view)
  const { key = '' } = request.form
  const typed = readDecideForm(request.form)
  const verdict = isUuid(key) ? await ports.decide(story.letter.id, key, toDecision(typed)) : unkeyed
  if (verdict.kind === 'taken') return seeOther(view.link(`/letters/${story.letter.id}`, { decided: '1' }))
  const next = nextKey(verdict, key, newKey)
  const forms = { form: { key: next, typed, refused: verdict }, act: { key: next } }
  return { status: statusOf(verdict), html: storyPage(await storyOf(ports, request) ?? story, view, forms) }
}

/** Acts on the letter, and goes back to it; or shows it again with what was wrong. */
async function act (ports: DeskPorts, request: FormRequest, view: View, newKey: string): Promise<PageAnswer> {
  const story = await storyOf(ports, request)
  if (story === undefined) return notFound(view)
  const { key = '', act: chosen = '', reason = '', by = '' } = request.form
  const choice = readChoice(chosen)
  const input = { reason: reason.trim(), by: by.trim(), ...choice?.channel !== undefined && { action: 'route', channel: choice.channel } }
  const verdict = choice === undefined ? unchosen : isUuid(key) ? await ports.act(story.letter.id, choice.act, key, input) : unkeyed
  if (verdict.kind === 'taken') return seeOther(view.link(`/letters/${story.letter.id}`, { decided: '1' }))
  const next = nextKey(verdict, key, newKey)
  const forms = { form: { key: next }, act: { key: next, typed: request.form, refused: verdict } }
  return { status: statusOf(verdict), html: storyPage(await storyOf(ports, request) ?? story, view, forms) }
}

/** A form in which nothing was chosen. */
const unchosen: DeskVerdict = { kind: 'refused', problems: [{ code: 'ERR_INTAKE_FIELD_INVALID', field: '/act' }] }

/** A form that was not ours. */
const unkeyed: DeskVerdict = { kind: 'refused', problems: [{ code: 'ERR_INTAKE_KEY_INVALID', field: '/key' }] }

async function storyOf (ports: DeskPorts, { params }: PageRequest): Promise<DeskStory | undefined> {
  return isUuid(params.id) ? ports.story(params.id) : undefined
}
