/** Lab files that are wrong, and all that is said of them; `editorsSee`: the JSON Schema refuses them too. */
export const WRONG: readonly {
  readonly what: string
  readonly text: string
  readonly said: readonly string[]
  readonly editorsSee: boolean
}[] = [
  {
    what: 'keys that there are not, each at the key',
    editorsSee: true,
    text: `
nodez: {}
nodes:
  h1: { imagee: x }
  r1: { forwad: true }
links:
  - { ends: h1 -- r1, mtuu: 5 }
  - { ends: [{ node: h1, mack: x }, r1] }
`.slice(1),
    said: [
      'lab.yml:1:1: there is no key nodez; did you mean nodes?',
      'lab.yml:3:9: there is no key imagee in nodes.h1; did you mean image?',
      'lab.yml:4:9: there is no key forwad in nodes.r1; did you mean forward?',
      'lab.yml:6:23: there is no key mtuu in links.0; did you mean mtu?',
      'lab.yml:7:26: there is no key mack in links.1.ends.0; did you mean mac?',
    ],
  },
  {
    what: 'keys as other files have them',
    editorsSee: true,
    text: `
topology: {}
nodes:
  h1: { kind: linux, ports: 80, ip: 10.0.0.1 }
links:
  - { endpoints: [h1, r1], bandwidth: 1mbit }
  - { ends: [{ node: h1, iface: eth0 }, r1] }
`.slice(1),
    said: [
      'lab.yml:1:1: there is no key topology; nodes and links stand at the top themselves',
      'lab.yml:3:9: there is no key kind in nodes.h1; leave it out; a bridge is switch: true, a container has an image',
      'lab.yml:3:22: there is no key ports in nodes.h1; they are called publish',
      'lab.yml:3:33: there is no key ip in nodes.h1; an address is written at a cable: links: [h1 10.0.0.2/24@10.0.0.1 -- r1]',
      'lab.yml:5:5: links.0 needs ends',
      'lab.yml:5:7: there is no key endpoints in links.0; both ends are given as ends: a -- b',
      'lab.yml:5:28: there is no key bandwidth in links.0; it is called rate',
      'lab.yml:6:26: there is no key iface in links.1.ends.0; it is called interface',
    ],
  },
  {
    what: 'values of another kind',
    editorsSee: true,
    text: `
name: [a]
nodes:
  h1: { switch: yes, env: [a], nat: {} }
  h2: 7
links: 5
expect: { pong: a }
`.slice(1),
    said: [
      'lab.yml:1:7: name takes a name, not a list',
      'lab.yml:3:17: nodes.h1.switch takes true or false, not yes',
      'lab.yml:3:27: nodes.h1.env takes environment variables by their names, not a list',
      'lab.yml:3:37: nodes.h1.nat takes an interface, not a mapping',
      'lab.yml:4:7: nodes.h2 takes image, switch, forward and the like, not 7',
      'lab.yml:5:8: links takes END -- END, not 5',
      'lab.yml:6:11: there is no key pong in expect; did you mean ping?',
    ],
  },
  {
    what: 'cables and their ends',
    editorsSee: true,
    text: `
nodes: { h1: , r1: , sw: { switch: true } }
links:
  - h1
  - h1 --
  - h1:eth0:1 -- r1
  - h1 10.0.0.1 -- r1
  - h1:a 10.0.0.0/24 -- r1
  - h1 dhcp -- r1
  - h1 none 10.1.1.1/24 -- r1
  - h1:averyveryverylongname -- r1
  - h1 -- r1:eth0 -- sw
  - h1 -- macvlan:eth1 -- sw
  - macvlan:e:nope -- h1
  - h1 -- vxlan:42
  - { mtu: 5 }
  - { ends: [h1, r1, sw] }
  - { ends: [h1] }
  - { ends: h1 -- r1, mtu: 12, delay: 10, loss: 200%, rate: fast, subnet: [10.0.0.1/24] }
  - { ends: [{ interface: eth0 }, { node: r1, mac: 'ff:ff:ff:ff:ff:ff', address: [] }] }
  - 5
  - { ends: h1 -- r1, subnet: [10.0.0.0/24, 10.1.0.0/24] }
`.slice(1),
    said: [
      'lab.yml:3:5: h1 is not a link; write its two ends with -- between them: a -- b',
      'lab.yml:4:5: one end of the link is missing; write an end as NODE[:INTERFACE] [IP/PREFIX[@GATEWAY]…]',
      'lab.yml:5:5: h1:eth0:1 is not the end of a link; write an end as NODE[:INTERFACE] [IP/PREFIX[@GATEWAY]…]',
      'lab.yml:6:5: 10.0.0.1 has no prefix length; write 10.0.0.1/24 for the usual subnet, or 10.0.0.1/32 for that one address',
      `lab.yml:7:5: 10.0.0.0/24 is the network's own address; use a host's, like 10.0.0.1/24`,
      'lab.yml:9:5: none and an address: which?; leave one out',
      `lab.yml:10:5: averyveryverylongname is too long for an interface's name; the kernel takes 15 bytes`,
      'lab.yml:11:5: r1 has two cables in this chain, and an interface or address for both; name it only, or write each cable by itself',
      'lab.yml:12:5: macvlan:eth1 stands in the middle of a chain; let the chain end there',
      'lab.yml:13:5: nope is not one of its modes; give bridge, private, vepa or passthru',
      `lab.yml:14:5: 42 is no tunnel's other end; give one as VNI@REMOTE[:PORT], like 42@192.0.2.7 or 42@[2001:db8::7]:4789`,
      'lab.yml:15:5: links.12 needs ends',
      'lab.yml:15:12: 5 is not an MTU; give a number of bytes from 68 to 65535, like 1500',
      'lab.yml:16:13: a cable has two ends',
      'lab.yml:17:13: a cable has two ends',
      'lab.yml:18:28: 12 is not an MTU; give a number of bytes from 68 to 65535, like 1500',
      'lab.yml:18:39: 10 is not a time; give one from 0ms to 274s, like 100ms',
      'lab.yml:18:49: 200% is not a percentage; give one from 0% to 100%, like 5%',
      'lab.yml:18:61: fast is not a rate; give one from 1kbit to 1tbit, like 10mbit',
      'lab.yml:18:76: 10.0.0.1/24 is an address, not a subnet; write 10.0.0.0/24',
      'lab.yml:19:14: links.16.ends.0 needs node',
      'lab.yml:19:52: ff:ff:ff:ff:ff:ff is a multicast MAC address: no interface can have it; make its first byte even, like 02:42:ac:11:2a:63',
      'lab.yml:19:82: no address at all is written none',
      'lab.yml:20:5: links.17 takes END -- END, not 5',
      'lab.yml:21:31: 10.0.0.0/24 and 10.1.0.0/24 are both IPv4; give one subnet per family',
    ],
  },
  {
    what: 'parts that are right by themselves and not together',
    editorsSee: false,
    text: `
nodes:
  h1: { command: x, nat: eth9, names: [r1, www] }
  r1: { image: a, container: b }
  sw: { switch: true, address: 10.0.0.1/32, forward: true }
  w1: { names: www, publish: [8080:80, 127.0.0.1:81:80] }
  w2: { publish: 8080:81, container: docker:x }
  w3: { container: docker:x }
bridges: { h1: , lan: {} }
links:
  - h1 -- rr1
  - h1:eth0 -- r1:eth0
  - h1:eth0 -- w1
  - w1 -- sw:p1 10.0.0.1/24
  - w2 -- lan 10.0.0.1/24
  - host -- host
  - dummy -- dummy
  - { ends: w1 -- macvlan:eth1, jitter: 5ms }
  - { ends: [{ node: w1, reorder: 1% }, macvlan:eth1] }
  - { ends: w1 -- macvlan:eth1, subnet: 10.0.0.0/24 }
  - host -- macvlan:eth1
  - lan -- phys:eth1
  - w1 10.0.0.1/24 -- w2 10.0.0.1/24
  - { ends: w1 -- w2, jitter: 5ms }
  - { ends: [{ node: w1, reorder: 5% }, w2] }
  - { ends: [{ node: w1, mac: '02:00:00:00:00:01' }, { node: w2, mac: '02:00:00:00:00:01' }] }
  - host:lan -- w3
  - nope -- alsonope -- w1
expect:
  - ping h1 rr1
  - ping hh r1
  - ping sw h1
  - ping h1 sw
  - tcp h1 nobody:80
  - not exec zz true
`.slice(1),
    said: [
      'lab.yml:2:9: h1 has no image that command could be of; give it one, or leave command out',
      `lab.yml:2:40: r1 is another node's own name; leave one of the names out`,
      'lab.yml:3:19: r1 has an image and is a container: which?; leave one out',
      'lab.yml:4:23: sw is a switch: it has no address; leave it out, or let it be no switch',
      'lab.yml:4:45: sw is a switch: it has no forward; leave it out, or let it be no switch',
      'lab.yml:5:16: h1 is called www too; leave one of the names out',
      "lab.yml:5:21: w1 is on no bridge of the host's, which its ports could be reached by; lay it a cable to one: bridges: { lan: }, links: [w1 -- lan]",
      `lab.yml:6:18: the host's port 8080/tcp leads to w1 already; give another port of the host`,
      'lab.yml:7:20: w2 is the container docker:x too; make them one node',
      'lab.yml:8:12: h1 is both a node and a bridge; give one of them another name',
      'lab.yml:10:5: a link leads to rr1, which is neither a node nor a bridge; did you mean r1?',
      'lab.yml:12:5: h1:eth0 is the end of another link already; give it another name, or none',
      'lab.yml:13:5: sw is a switch: its interfaces have no addresses; leave them out, or let it be no switch',
      `lab.yml:14:5: the addresses of the bridge lan aren't a cable's; write it under bridges: lan`,
      'lab.yml:15:5: a link from the host to itself; let one end be a node',
      'lab.yml:16:5: a link from network to network has no node; let one end be a node',
      'lab.yml:17:33: jitter without a delay does nothing; give one: delay: 100ms',
      'lab.yml:18:26: reorder without a delay does nothing; give one: delay: 100ms',
      `lab.yml:19:33: the subnet of an external link isn't the lab's; give the node an address`,
      `lab.yml:20:5: an external link is a node's, and host is the host; let one end be a node`,
      `lab.yml:21:5: an external link is a node's, and lan is a bridge; let one end be a node`,
      'lab.yml:22:5: both ends have the address 10.0.0.1/24; give one of them another',
      'lab.yml:23:23: jitter without a delay does nothing; give one: delay: 100ms',
      'lab.yml:24:26: reorder without a delay does nothing; give one: delay: 100ms',
      'lab.yml:25:5: both ends have the MAC address 02:00:00:00:00:01; give one of them another',
      'lab.yml:26:5: host:lan is the bridge lan already; give it another name, or none',
      'lab.yml:27:5: a link leads to nope, which is neither a node nor a bridge; there are h1, r1, sw, w1, w2, w3 and lan',
      'lab.yml:27:5: a link leads to alsonope, which is neither a node nor a bridge; there are h1, r1, sw, w1, w2, w3 and lan',
      'lab.yml:29:5: there is no node rr1 to be reached; did you mean r1?',
      'lab.yml:30:5: there is no node hh that could ask; did you mean h1?',
      'lab.yml:31:5: sw is a switch: it asks nobody; there are h1, r1, w1, w2 and w3',
      'lab.yml:32:5: sw is a switch: it has no address to be reached at; there are h1, r1, w1, w2 and w3',
      'lab.yml:33:5: there is no node nobody to be reached; there are h1, r1, www, sw, w1, w2 and w3',
      'lab.yml:34:5: there is no node zz that could ask; there are h1, r1, sw, w1, w2 and w3',
    ],
  },
  {
    what: 'texts that are not what they should be',
    editorsSee: true,
    text: `
name: a b
nodes:
  a.b: 
  host:
  dummy:
  h1: { address: 10.0.0.1, routes: [10.0.0.0/8, default@x, '10.0.0.0/8@fd00::1'], names: 'a b', sysctls: { kernel.x: 1 }, publish: [x, 80:0, '80/sctp'], exec: '', command: 'a | b', env: { 'A=': 1 }, binds: [a:b, /a], nat: 'a b', image: '' , container: 'nope:x'}
bridges: { 'a b': , lan: { address: [auto, none], mtu: 1 } }
subnet: 10.0.0.1/8
routing: fast
expect: [hello, ping a, ping a b c, tcp h1 web, 'tcp h1 [x]:80', 'tcp h1 web:99999', { ping: a, exec: b }, { ping: a }, { ping: a, run: x }, { exec: a }, 'exec h1']
`.slice(1),
    said: [
      `lab.yml:1:7: 'a b' can't be a lab's name; use letters, digits, dashes and underscores`,
      `lab.yml:3:3: a.b can't be a node's name; use letters, digits, dashes and underscores`,
      'lab.yml:4:3: no node can be called host: that is the host itself; give it another name',
      'lab.yml:5:3: no node can be called dummy: that is a kind of network; give it another name',
      'lab.yml:6:18: 10.0.0.1 has no prefix length; write 10.0.0.1/24 for the usual subnet, or 10.0.0.1/32 for that one address',
      'lab.yml:6:37: 10.0.0.0/8 is not a route; give one as DEST@VIA, like default@10.0.1.1',
      'lab.yml:6:60: 10.0.0.0/8@fd00::1: destination and gateway are not of one family; give both as IPv4, or both as IPv6',
      `lab.yml:6:90: 'a b' is not a host's name; use letters, digits and dashes, in parts of at most 63 with dots between them`,
      `lab.yml:6:108: kernel.x is no parameter of a node's network; give one like net.ipv4.conf.all.rp_filter`,
      'lab.yml:6:133: x is not a port to publish; write PORT, HOSTPORT:PORT, IP:HOSTPORT:PORT or IP::PORT, with /udp behind it for UDP',
      'lab.yml:6:136: 80:0: 0 is not a port; ports are 1 to 65535',
      'lab.yml:6:160: there is nothing to run; write a line for the shell',
      `lab.yml:6:173: 'a | b' has more to it than words and blanks, and no shell reads it; write a list of words, like [sh, -c, 'echo $HOME']`,
      `lab.yml:6:189: A= can't be an environment variable's name; leave the = out`,
      'lab.yml:6:208: a:b is no bind; write SOURCE:TARGET[:ro], SOURCE beginning with / or ./ and TARGET with /',
      'lab.yml:6:213: /a is no bind; write SOURCE:TARGET[:ro], SOURCE beginning with / or ./ and TARGET with /',
      `lab.yml:6:223: 'a b' can't be used as an interface's name; use letters, digits, dots, dashes and underscores, and start with a letter or a digit`,
      'lab.yml:6:237: an image has at least one letter',
      'lab.yml:6:253: there is no runtime nope; the runtimes are docker, podman, netns, lxc, nspawn, pid and host',
      `lab.yml:7:12: 'a b' can't be used as an interface's name; use letters, digits, dots, dashes and underscores, and start with a letter or a digit`,
      'lab.yml:7:37: none and an address: which?; leave one out',
      'lab.yml:7:56: 1 is not an MTU; give a number of bytes from 68 to 65535, like 1500',
      'lab.yml:8:9: 10.0.0.1/8 is an address, not a subnet; write 10.0.0.0/8',
      'lab.yml:9:10: routing takes shortest or none, not fast',
      'lab.yml:10:10: hello is nothing that can be expected; write [not] ping FROM TO, [not] tcp FROM TO:PORT or [not] exec NODE LINE',
      `lab.yml:10:17: 'ping a' is nothing that can be expected; write [not] ping FROM TO, [not] tcp FROM TO:PORT or [not] exec NODE LINE`,
      `lab.yml:10:25: 'ping a b c' has a word too many; write [not] ping FROM TO, [not] tcp FROM TO:PORT or [not] exec NODE LINE`,
      'lab.yml:10:37: web is no place to connect to; write TO:PORT, like web:80 or [fd00::1]:80',
      `lab.yml:10:49: '[x]:80' is no place to connect to; write TO:PORT, like web:80 or [fd00::1]:80`,
      'lab.yml:10:66: web:99999 is no place to connect to; write TO:PORT, like web:80 or [fd00::1]:80',
      'lab.yml:10:86: a check is one of ping, tcp and exec; write [not] ping FROM TO, [not] tcp FROM TO:PORT or [not] exec NODE LINE',
      'lab.yml:10:108: ping needs the key to; write [not] ping FROM TO, [not] tcp FROM TO:PORT or [not] exec NODE LINE',
      'lab.yml:10:121: ping needs the key to; write [not] ping FROM TO, [not] tcp FROM TO:PORT or [not] exec NODE LINE',
      'lab.yml:10:142: exec needs the key run; write [not] ping FROM TO, [not] tcp FROM TO:PORT or [not] exec NODE LINE',
      `lab.yml:10:155: 'exec h1' is nothing that can be expected; write [not] ping FROM TO, [not] tcp FROM TO:PORT or [not] exec NODE LINE`,
    ],
  },
  {
    what: 'addresses that are leased inside of the lab',
    editorsSee: false,
    text: `
nodes: { a, b }
links:
  - a dhcp -- b
  - { ends: [{ node: a, address: dhcp }, b] }
  - a dhcp -- bridge:lan
`.slice(1),
    said: [
      'lab.yml:3:5: no address is leased inside of a lab; give one as IP/PREFIX, or leave it out',
      'lab.yml:4:34: no address is leased inside of a lab; give one as IP/PREFIX, or leave it out',
    ],
  },
  {
    what: 'variables that are made of each other',
    editorsSee: false,
    text: `
vars:
  a: $\{b}
  b: $\{a}
`.slice(1),
    said: ['lab.yml:2:6: the variable a is made of itself: a, then b, then a'],
  },
  {
    what: 'variables that there are not',
    editorsSee: false,
    text: `
vars: { lan: 10.0.0.0/8, fine: 1, 'x y': 1, l: [1] }
nodes: { h1: { exec: ['echo $\{lam}', 'echo $\{x:-1}', 'echo $\{nothinglike}'] } }
`.slice(1),
    said: [
      'lab.yml:2:23: there is no variable lam; did you mean lan?',
      `lab.yml:2:38: '$\{x:-1}' is no variable; give it a value under vars, or write $$\{x:-1} to leave it to the shell`,
      `lab.yml:2:54: there is no variable nothinglike; give it a value under vars, or write $$\{nothinglike} to leave it to the shell`,
    ],
  },
  {
    what: 'a name that is given twice',
    editorsSee: false,
    text: `
nodes: { h1: , h1: }
`.slice(1),
    said: ['lab.yml:1:16: Map keys must be unique'],
  },
  {
    what: 'no mapping at all',
    editorsSee: true,
    text: `
- a`.slice(1),
    said: ['lab.yml:1:1: the lab takes nodes and links, not a list'],
  },
  {
    what: 'nothing at all',
    editorsSee: false,
    text: `
`.slice(1),
    said: ['lab.yml:1:1: the lab has no node; name some under nodes'],
  },
  {
    what: 'what an alias and a merge key stand for: where it is written',
    editorsSee: true,
    text: `
nodes: { h1: &h { imag: x }, h2: *h, h3: { <<: *h } }
`.slice(1),
    said: [
      'lab.yml:1:19: there is no key imag in nodes.h1; did you mean image?',
      'lab.yml:1:19: there is no key imag in nodes.h2; did you mean image?',
      'lab.yml:1:19: there is no key imag in nodes.h3; did you mean image?',
    ],
  },
  {
    what: 'a file that is not there',
    editorsSee: false,
    text: `
include: [nope.yml]
`.slice(1),
    said: ['lab.yml:1:11: there is no file nope.yml; write it'],
  },
  {
    what: 'an include of another kind',
    editorsSee: true,
    text: `
include: { a: b }
nodes: { h1: { names: [x, x, h1] } }
`.slice(1),
    said: ['lab.yml:1:10: include takes the name of a file, not a mapping'],
  },
]
