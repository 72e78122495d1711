// Stands in for y18n in the bundle: yargs' messages are their own keys, but for those that ctnet words anew.
import { format } from 'node:util'

const fill = (text, quantity, values) => format(text, ...(text.includes('%d') ? [quantity] : []), ...values)

export default () => {
  const anew = {}
  return {
    __: (text, ...values) => format(anew[text] ?? text, ...values),
    __n: (one, other, quantity, ...values) => fill(quantity === 1 ? one : other, quantity, values),
    getLocale: () => 'en',
    setLocale: () => {},
    updateLocale: (words) => Object.assign(anew, words),
  }
}
