import { familyOf, parseCidr, parseIp, parseSubnet, showCidr } from '../../model/address.ts'
import { usageError } from '../../model/error.ts'
import { parsePrefix } from '../../model/prefix-words.ts'
import { quoted } from '../../model/text.ts'

// Values of one text each, checked for what can't be meant.

/** `DEST@VIA`. @throws exit 2 */
export function checkRoute(text: string): void {
  const [dest = '', via, ...rest] = text.split('@')
  if (rest.length > 0 || via === undefined)
    throw usageError(`${quoted(text)} is not a route`, 'give one as DEST@VIA, like default@10.0.1.1')
  const { family } = parsePrefix(dest)
  if (family === undefined || family === familyOf(parseIp(via))) return
  throw usageError(
    `${quoted(text)}: destination and gateway are not of one family`,
    'give both as IPv4, or both as IPv6',
  )
}

/** One subnet per family. @throws exit 2 */
export function checkSubnets(texts: readonly string[]): void {
  const subnets = texts.map((text) => parseSubnet(text))
  for (const [i, subnet] of subnets.entries()) {
    const other = subnets.slice(0, i).find(({ family }) => family === subnet.family)
    if (other === undefined) continue
    throw usageError(
      `${showCidr(other)} and ${showCidr(subnet)} are both IPv${subnet.family}`,
      'give one subnet per family',
    )
  }
}

/** An address of a loopback interface: `10.255.0.1/32`. @throws exit 2 */
export const checkLoopback = (text: string): unknown => parseCidr(text)

/** A kernel parameter that each network namespace has of its own. @throws exit 2 */
export function checkSysctl(text: string): void {
  if (/^net[./][\w./-]+$/.test(text) && !text.includes('..')) return
  throw usageError(
    `${quoted(text)} is no parameter of a node's network`,
    'give one like net.ipv4.conf.all.rp_filter',
  )
}

/** @throws exit 2 */
export function checkEnvironmentName(text: string): void {
  if (/^[^=\0]+$/.test(text)) return
  throw usageError(`${quoted(text)} can't be an environment variable's name`, 'leave the = out')
}

/** `SOURCE:TARGET[:ro]`. @throws exit 2 */
export function checkBind(text: string): void {
  const [source = '', target = '', mode, ...rest] = text.split(':')
  const right = /^(\/|\.\.?(\/|$))/.test(source) && target.startsWith('/') && rest.length === 0
  if (right && (mode === undefined || mode === 'ro' || mode === 'rw')) return
  throw usageError(
    `${quoted(text)} is no bind`,
    'write SOURCE:TARGET[:ro], SOURCE beginning with / or ./ and TARGET with /',
  )
}

/** The words of a command that is one text. @throws exit 2 where only a shell would know them */
export function wordsOf(text: string): readonly string[] {
  if (!/['"\\$`|&;<>(){}*?]/.test(text)) return text.split(/\s+/).filter((word) => word !== '')
  throw usageError(
    `${quoted(text)} has more to it than words and blanks, and no shell reads it`,
    "write a list of words, like [sh, -c, 'echo $HOME']",
  )
}

/** What is run is there. @throws exit 2 */
export function checkLine(text: string): void {
  if (text.trim() !== '' && !text.includes('\0')) return
  throw usageError('there is nothing to run', 'write a line for the shell')
}
