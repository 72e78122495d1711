// Stands in for y18n in the bundle: yargs' messages are their own keys, and ctnet speaks English only.
import { format } from 'node:util'

const fill = (text, quantity, values) => format(text, ...(text.includes('%d') ? [quantity] : []), ...values)

export default () => ({
  __: (text, ...values) => format(text, ...values),
  __n: (one, other, quantity, ...values) => fill(quantity === 1 ? one : other, quantity, values),
  getLocale: () => 'en',
  setLocale: () => {},
  updateLocale: () => {},
})
