import { contains, type Family, familyOf, isIp, parseCidr } from '../../model/address.ts'
import { usageError } from '../../model/error.ts'
import { quoted } from '../../model/text.ts'

/** The words of `ctnet attach` for pipework's IP/PREFIX[@GATEWAY]: its address and its gateway. @throws exit 2 */
export function addressWords(text: string, asked: Family | undefined): readonly string[] {
  const [given = '', gateway] = text.split('@')
  if (!given.includes('/'))
    throw isIp(given)
      ? usageError(
          `${quoted(given)} is without a prefix length`,
          `write it behind, like ${quoted(given)}/${familyOf(given) === 4 ? 24 : 64}`,
        )
      : usageError(
          `${quoted(given)} is neither an address nor a DHCP client`,
          'write IP/PREFIX[@GATEWAY], 0/0, dhcp, udhcpc[-f], dhclient[-f] or dhcpcd',
        )
  const address = /^(0|0\.0\.0\.0|::)\/0$/.test(given) ? 'none' : withPrefix(given)
  refuseFamily(address, asked)
  if (!gateway) return [address, '--gateway', 'none']
  return [address, ...wayTo(gateway, address), '--gateway', gateway, '--replace-gateway']
}

/** A gateway that is on no subnet of the interface's is reached by the interface all the same. */
function wayTo(gateway: string, address: string): readonly string[] {
  const near = isIp(gateway) && address !== 'none' && contains(parseCidr(address), gateway)
  return near ? [] : ['--route', gateway]
}

/** `ip` takes a netmask for a prefix length too (ip-address(8)). */
function withPrefix(text: string): string {
  const [ip = '', mask = ''] = text.split('/')
  if (!/^\d+(\.\d+){3}$/.test(mask)) return text
  const bits = mask
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('')
  const prefix = /^(1*)0*$/.exec(bits)?.[1]?.length
  if (prefix === undefined || bits.length !== 32)
    throw usageError(`${quoted(mask)} is no netmask`, `write ${quoted(ip)}/24`)
  return `${ip}/${prefix}`
}

function refuseFamily(address: string, asked: Family | undefined): void {
  const ip = address.split('/')[0] ?? ''
  if (asked === undefined || !isIp(ip) || familyOf(ip) === asked) return
  throw usageError(
    `${quoted(address)} is not an IPv${asked} address`,
    `write -a ${familyOf(ip)}, or leave -a out`,
  )
}
