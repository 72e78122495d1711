import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before, type Edit, edited as editedIn, instead, refuse, unitsOf } from '../../faults/script-units.ts'

const SCRIPT = `set -eu
main() {
  begin 2
  ip -batch - <<'END'
link add name a
link set dev a up
END
  begin 3
  nsenter --net=/proc/self/fd/3 sh -c "$settings" <<'END'
net/ipv4/conf/a/arp_notify 1
END
  begin 4
  iptables-restore <<'END'
*filter
END
}

finish() {
  begin 5
  if is host b 02:00:00:00:00:01; then
    ip link delete dev b
  fi
}

undo() {
  ip link delete dev a
}
`

const edited = (edit: Edit): string => editedIn(SCRIPT, edit)

const [first, second, setting, third, last] = unitsOf(SCRIPT)

test('every line of a batch and every other command of main and finish is a unit; undo has none', () => {
  assert.deepEqual(
    unitsOf(SCRIPT).map(({ part, text }) => [part, text]),
    [
      ['main', 'link add name a'],
      ['main', 'link set dev a up'],
      ['main', 'net/ipv4/conf/a/arp_notify 1'],
      ['main', "iptables-restore <<'END'"],
      ['finish', 'ip link delete dev b'],
    ],
  )
})

test('a refused command stands in the place of the unit, with its here-document', () => {
  assert.match(edited(refuse(second as never)), /^link add name a\nlink set dev ctnet-fault up\nEND$/m)
  assert.match(edited(refuse(setting as never)), /settings" <<'END'\nlink set dev ctnet-fault up\nEND$/m)
  assert.match(edited(refuse(third as never)), /^ {2}begin 4\nip link set dev ctnet-fault up\n\}$/m)
  assert.match(edited(refuse(last as never)), /then\nip link set dev ctnet-fault up\n {2}fi/)
})

test('what comes instead ends the batch, what comes before lets it go on', () => {
  assert.match(edited(instead(second as never, ['kill'])), /^link add name a\nEND\nkill\n {2}begin 3$/m)
  assert.match(
    edited(before(first as never, ['kill'])),
    /<<'END'\nEND\nkill\n {2}ip -batch - <<'END'\nlink add name a\nlink set dev a up\nEND$/m,
  )
})
