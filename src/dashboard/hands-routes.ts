// Where the pages live on which people act by hand on many letters, and what becomes of their forms.
import { errorTable } from '../letter/error-table.ts'
import { deadLettersPage, actionPage, actionsPage, newActionPage, pausesPage, readAct } from './hands-pages.ts'
import { deskRoot } from './links.ts'
import type { DeskOptions, FormRequest, Page, PageAnswer, PageRequest } from './page.ts'
import { answer, isUuid, notFound, ok, seeOther } from './page-answers.ts'
import type { DeskPorts, DeskVerdict } from './ports.ts'
import type { View } from './view.ts'

/** What a selection may be made of in an address. */
const criteria = ['sender', 'class', 'state', 'channel', 'reasonCode', 'batch'] as const

/** The pages of dead letters, actions and pauses. */
export function handsRoutes (ports: DeskPorts, options: DeskOptions): Page[] {
  const render = (write: (view: View, request: PageRequest) => Promise<PageAnswer>): Page['render'] => request => answer(request, options.now(), write)
  const submit = (write: (view: View, request: FormRequest) => Promise<PageAnswer>): NonNullable<Page['submit']> => request => answer(request, options.now(), write)
  return [
    { path: `${deskRoot}/dead-letters`, title: 'Dead letters', render: render(async view => ok(deadLettersPage(await ports.deadLetters(), view))) },
    { path: `${deskRoot}/actions`, title: 'Actions', render: render(async view => ok(actionsPage(await ports.actions(), view))) },
    {
      path: `${deskRoot}/actions/new`,
      title: 'A new action',
      render: render((view, request) => newAction(ports, request, view, options.newId())),
      submit: submit((view, request) => startAction(ports, request, view))
    },
    {
      path: `${deskRoot}/actions/:id`,
      title: 'One action',
      render: render(async (view, { params }) => {
        const action = isUuid(params.id) ? await ports.action(params.id) : undefined
        return action === undefined ? notFound(view) : ok(actionPage(action, view))
      }),
      submit: submit((view, request) => approve(ports, request, view))
    },
    {
      path: `${deskRoot}/pauses`,
      title: 'Pauses',
      render: render(async view => ok(pausesPage(await ports.pauses(), view))),
      submit: submit((view, request) => pauseOrResume(ports, request, view))
    }
  ]
}

/** What an address asks for: the act, and what its letters have in common. */
function readOrder ({ query }: PageRequest): { action: string, selection: Record<string, string> } {
  const entries = criteria.flatMap(name => typeof query[name] === 'string' && query[name] !== '' ? [[name, query[name]] as const] : [])
  return { action: readAct(query.act) ?? '', selection: Object.fromEntries(entries) }
}

async function newAction (ports: DeskPorts, request: PageRequest, view: View, key: string): Promise<PageAnswer> {
  const { action, selection } = readOrder(request)
  const [act, preview] = [readAct(action), await ports.previewAction({ action, selection })]
  return act === undefined || preview === undefined ? notFound(view) : ok(newActionPage({ act, selection, preview, key }, view))
}

async function startAction (ports: DeskPorts, request: FormRequest, view: View): Promise<PageAnswer> {
  const { action, selection } = readOrder(request)
  const { key = '' } = request.form
  const [act, preview] = [readAct(action), await ports.previewAction({ action, selection })]
  if (act === undefined || preview === undefined || !isUuid(key)) return notFound(view)
  const verdict = await ports.startAction(key, { action, selection, ...grounds(request) })
  if (verdict.kind === 'started') return seeOther(view.link(`/actions/${verdict.id}`))
  return { status: statusOf(verdict), html: newActionPage({ act, selection, preview, key, typed: request.form, refused: verdict }, view) }
}

async function approve (ports: DeskPorts, request: FormRequest, view: View): Promise<PageAnswer> {
  const { params: { id }, form } = request
  const action = isUuid(id) ? await ports.action(id) : undefined
  if (action === undefined) return notFound(view)
  const verdict = await ports.approveAction(action.id, form.word === 'approve', grounds(request))
  if (verdict.kind === 'taken') return seeOther(view.link(`/actions/${action.id}`))
  return { status: statusOf(verdict), html: actionPage(action, view, { typed: form, refused: verdict }) }
}

async function pauseOrResume (ports: DeskPorts, request: FormRequest, view: View): Promise<PageAnswer> {
  const { form } = request
  const from = form.word === 'resume' ? 'resume' : 'pause'
  const scope = (['channel', 'class', 'sender'] as const).flatMap(name => (form[name] ?? '').trim() === '' ? [] : [[name, form[name]?.replaceAll(' ', '')] as const])
  const verdict = from === 'resume'
    ? await ports.endPause(isUuid(form.id) ? form.id : '', grounds(request))
    : await ports.startPause({ ...Object.fromEntries(scope), ...grounds(request) })
  if (verdict.kind === 'taken') return seeOther(view.link('/pauses'))
  return { status: statusOf(verdict), html: pausesPage(await ports.pauses(), view, { from, typed: form, refused: verdict }) }
}

function grounds ({ form }: FormRequest): { reason: string, by: string } {
  return { reason: form.reason?.trim() ?? '', by: form.by?.trim() ?? '' }
}

/** The gravest of what is wrong. */
export function statusOf ({ problems }: Extract<DeskVerdict, { kind: 'refused' }>): number {
  return Math.max(...problems.map(({ code }) => errorTable[code].status))
}
