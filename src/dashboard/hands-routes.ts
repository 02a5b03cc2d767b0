// Where the pages live on which people act by hand on many letters, and what becomes of their forms.
import { errorTable } from '../letter/error-table.ts'
import { readOrder, toInput, type AskedOrder } from './asked-order.ts'
import { deadLettersPage, actionPage, actionsPage, newActionPage, pausesPage, type NewAction } from './hands-pages.ts'
import { deskRoot } from './links.ts'
import { fromNorwegianTime } from './moment.ts'
import type { DeskOptions, FormRequest, Page, PageAnswer, PageRequest } from './page.ts'
import { answer, isUuid, notFound, ok, seeOther } from './page-answers.ts'
import type { DeskPorts, Refused } from './ports.ts'
import type { View } from './view.ts'

/** The pages of dead letters, actions and pauses. */
export function handsRoutes (ports: DeskPorts, options: DeskOptions): Page[] {
  const render = (write: (view: View, request: PageRequest) => Promise<PageAnswer>): Page['render'] => request => answer(request, options.now(), write)
  const submit = (write: (view: View, request: FormRequest) => Promise<PageAnswer>): NonNullable<Page['submit']> => request => answer(request, options.now(), write)
  return [
    { path: `${deskRoot}/dead-letters`, title: 'Dead letters', render: render(async view => ok(deadLettersPage(await ports.deadLetters(), view))) },
    {
      path: `${deskRoot}/actions`,
      title: 'Actions',
      render: render(async (view, { query }) => {
        const selecting = { senders: await ports.senders(), order: readOrder(query) }
        return ok(actionsPage(await ports.actions(), selecting, view))
      })
    },
    {
      path: `${deskRoot}/actions/new`,
      title: 'A new action',
      render: render((view, { query }) => showCount(ports, readOrder(query), { key: options.newId() }, view)),
      submit: submit((view, request) => startAction(ports, request, view, options.newId()))
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

/** Orders what was counted before. The number goes along, so that no other letters are meant than those that were shown. */
async function startAction (ports: DeskPorts, { query, form }: FormRequest, view: View, newKey: string): Promise<PageAnswer> {
  const { key = '', expected = '' } = form
  if (!isUuid(key) || !/^\d{1,9}$/.test(expected)) return notFound(view)
  const order = readOrder(query)
  const verdict = order.refused ?? await ports.startAction(key, { ...toInput(order), expected: Number(expected), ...grounds(form) })
  if (verdict.kind === 'started') return seeOther(view.link(`/actions/${verdict.id}`))
  return showCount(ports, order, { key: nextKey(verdict, key, newKey), typed: form, refused: verdict }, view)
}

/** What an order would meet, and its form. */
async function showCount (ports: DeskPorts, order: AskedOrder, form: Pick<NewAction, 'key' | 'typed' | 'refused'>, view: View): Promise<PageAnswer> {
  if (order.refused !== undefined) return reselect(ports, order, order.refused, view)
  const counted = await ports.previewAction(toInput(order))
  if (counted.kind === 'refused') return reselect(ports, order, counted, view)
  const html = newActionPage({ ...order, preview: counted.preview, ...form }, view)
  return { status: form.refused === undefined ? 200 : statusOf(form.refused), html }
}

/** The selection cannot be counted: its form again, with what is wrong. */
async function reselect (ports: DeskPorts, order: AskedOrder, refused: Refused, view: View): Promise<PageAnswer> {
  return { status: statusOf(refused), html: actionsPage(await ports.actions(), { senders: await ports.senders(), order, refused }, view) }
}

async function approve (ports: DeskPorts, request: FormRequest, view: View): Promise<PageAnswer> {
  const { params: { id }, form } = request
  const action = isUuid(id) ? await ports.action(id) : undefined
  if (action === undefined) return notFound(view)
  const verdict = await ports.approveAction(action.id, form.word === 'approve', grounds(form))
  if (verdict.kind === 'taken') return seeOther(view.link(`/actions/${action.id}`))
  return { status: statusOf(verdict), html: actionPage(await ports.action(action.id) ?? action, view, { typed: form, refused: verdict }) }
}

async function pauseOrResume (ports: DeskPorts, request: FormRequest, view: View): Promise<PageAnswer> {
  const { form } = request
  const from = form.word === 'resume' ? 'resume' : 'pause'
  const until = form.until?.trim() ?? ''
  const scope = (['channel', 'class', 'sender'] as const).flatMap(name => (form[name] ?? '').trim() === '' ? [] : [[name, form[name]?.replaceAll(' ', '')] as const])
  const verdict = from === 'resume'
    ? await ports.endPause(isUuid(form.id) ? form.id : '', grounds(form))
    : await ports.startPause({ ...Object.fromEntries(scope), ...until !== '' && { until: fromNorwegianTime(until) }, ...grounds(form) })
  if (verdict.kind === 'taken') return seeOther(view.link('/pauses'))
  return { status: statusOf(verdict), html: pausesPage(await ports.pauses(), view, { from, typed: form, refused: verdict }) }
}

function grounds (form: FormRequest['form']): { reason: string, by: string } {
  return { reason: form.reason?.trim() ?? '', by: form.by?.trim() ?? '' }
}

/** The key a refused form is shown with: its own, which a refusal leaves free; or a new one, where another form was taken under its own. */
export function nextKey ({ problems }: Refused, key: string, newKey: string): string {
  return problems.some(({ code }) => code === 'ERR_INTAKE_KEY_REUSED') ? newKey : key
}

/** The gravest of what is wrong. */
export function statusOf ({ problems }: Refused): number {
  return Math.max(...problems.map(({ code }) => errorTable[code].status))
}
