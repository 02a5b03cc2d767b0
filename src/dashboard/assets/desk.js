// Refreshes the overview where it stands. Everything works without this file; it only saves the operator a reload.
// It stops while the tab is hidden, while focus or a selection is inside the region, and when the operator says so.
'use strict'
{
  const everyMs = 10_000
  const timeoutMs = 8_000
  const region = document.querySelector('[data-refresh]')
  const controls = document.querySelector('[data-refresh-controls]')
  const announcer = document.querySelector('[data-announce]')

  if (region && controls) {
    const words = controls.dataset
    const button = controls.querySelector('button')
    const state = controls.querySelector('[data-refresh-state]')
    let isPaused = false
    let isBusy = false
    let lastGood = new Date()

    const isInUse = () => {
      const selection = document.getSelection()
      return region.contains(document.activeElement) || (selection !== null && !selection.isCollapsed && region.contains(selection.anchorNode))
    }
    const verdict = () => region.querySelector('[data-verdict]')?.textContent ?? ''

    const replace = fresh => {
      const open = new Set([...region.querySelectorAll('details[open]')].map(details => details.id))
      const before = verdict()
      region.replaceChildren(...fresh.childNodes)
      for (const details of region.querySelectorAll('details')) details.open = open.has(details.id)
      // Said aloud only when the answer changes: every ten seconds would be noise.
      if (announcer && verdict() !== before) announcer.textContent = verdict()
    }

    const load = async () => {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
      if (!answer.ok) throw new Error(`status ${answer.status}`)
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-refresh]')
      if (fresh === null) throw new Error('no region')
      return fresh
    }

    const refresh = async () => {
      if (isPaused || isBusy || document.hidden || isInUse()) return
      isBusy = true
      try {
        const fresh = await load()
        if (isPaused || isInUse()) return
        replace(fresh)
        lastGood = new Date()
        state.textContent = words.every
      } catch {
        state.textContent = `${words.failed} ${lastGood.toLocaleTimeString(document.documentElement.lang, { timeZone: 'Europe/Oslo' })}`
      } finally {
        isBusy = false
      }
    }

    button.addEventListener('click', () => {
      isPaused = !isPaused
      button.textContent = isPaused ? words.resume : words.pause
      state.textContent = isPaused ? words.paused : words.every
      void refresh()
    })
    document.addEventListener('visibilitychange', () => { void refresh() })
    setInterval(() => { void refresh() }, everyMs)
    controls.hidden = false
  }
}
