// Owns what is run inside the page at /docs: it looks at every operation, and sends the request of one.

/**
 * One look at the page: opens a closed tag that is in it, or else scrolls half a screen on. Gives what is in the page,
 * and whether that was its end. From 150 rows on Swagger UI keeps only those in the page that are on the screen.
 */
export const lookOn = `(async () => {
  const ids = (selector) => [...document.querySelectorAll(selector)].map(({ id }) => id)
  const closed = document.querySelector('.opblock-tag[data-is-open=false]')
  const from = scrollY
  if (closed === null) scrollBy(0, innerHeight / 2)
  else closed.click()
  const isEnd = closed === null && scrollY === from
  await new Promise((go) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => setTimeout(go)))))
  return { tags: ids('.opblock-tag'), operations: ids('.opblock'), isEnd }
})()`

/**
 * Opens the first GET operation, or the first of all, sends its request with `1` for every parameter, and waits for
 * an answer. The page makes its elements anew as it likes, so that each is looked for when it is needed.
 */
export const tryItOut = `(async () => {
  const find = (selector) => document.querySelector(selector)
  const until = async (selector, attempt = () => {}) => {
    for (let i = 0; i < 400; i++) {
      if (i % 20 === 10) attempt()
      const found = find(selector)
      if (found) return found
      await new Promise((go) => setTimeout(go, 50))
    }
    throw new Error('the page has no ' + selector)
  }
  if (find('.opblock') === null) find('.opblock-tag').click()
  await until('.opblock')
  const block = find('.opblock-get') ?? find('.opblock')
  block.querySelector('.opblock-summary-control').click()
  ;(await until('.opblock.is-open .try-out__btn')).click()
  await until('.opblock.is-open .execute')
  for (const input of document.querySelectorAll('.opblock.is-open .parameters input[type=text]')) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, '1')
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }
  // Fields tell the page what is in them a while later: it sends nothing before a required one did.
  const cell = await until('.opblock.is-open .live-responses-table tbody .response-col_status', () =>
    find('.opblock.is-open .execute').click())
  return cell.textContent.trim().slice(0, 3)
})()`
