import type { CommandTable } from './command.ts'

/** All commands. What is listed here is known; what it takes is loaded when it is called. */
export const COMMANDS: CommandTable = {
  attach: {
    describe: 'attach a container to a network',
    load: () => import('../../commands/attach.ts'),
  },
  detach: {
    describe: "take a container's interfaces away",
    load: () => import('../../commands/detach.ts'),
  },
  ptp: {
    describe: 'lay a cable between two containers, or from the host to one',
    load: () => import('../../commands/ptp.ts'),
  },
  set: {
    describe: "pull an interface's cable, plug it in; set its MTU or MAC address",
    load: () => import('../../commands/set.ts'),
  },
  impair: {
    describe: "make a container's link slow, lossy or narrow",
    load: () => import('../../commands/impair.ts'),
  },
  route: {
    describe: "show and change a container's routes",
    load: () => import('../../commands/route.ts'),
  },
  rule: {
    describe: "show and change which packets look into which of a container's tables of routes",
    load: () => import('../../commands/rule.ts'),
  },
  tc: {
    describe: "tc's own words in a container's network",
    load: () => import('../../commands/tc.ts'),
  },
  dns: {
    describe: "show and change a container's hostname, DNS servers and extra hosts",
    load: () => import('../../commands/dns.ts'),
  },
  'bridge create': {
    describe: 'build a bridge of your own',
    load: () => import('../../commands/bridge/create.ts'),
  },
  'bridge delete': {
    describe: 'remove a bridge',
    load: () => import('../../commands/bridge/delete.ts'),
  },
  'bridge add': {
    describe: "make an interface of the host's a port of a bridge",
    load: () => import('../../commands/bridge/add.ts'),
  },
  'bridge remove': {
    describe: 'take an interface out of a bridge',
    load: () => import('../../commands/bridge/remove.ts'),
  },
  'bridge show': {
    describe: 'show the bridges and what is attached to them',
    load: () => import('../../commands/bridge/show.ts'),
  },
  'bridge adopt': {
    describe: 'make Docker use a bridge of your own in the place of docker0',
    load: () => import('../../commands/bridge/adopt.ts'),
  },
  docker0: {
    describe: "set what Docker's own bridge is made with",
    load: () => import('../../commands/docker0.ts'),
  },
  'netns link': {
    describe: "name a container's namespace in /var/run/netns",
    load: () => import('../../commands/netns/link.ts'),
  },
  'netns unlink': {
    describe: 'remove a name from /var/run/netns',
    load: () => import('../../commands/netns/unlink.ts'),
  },
  'netns ls': {
    describe: 'list /var/run/netns',
    load: () => import('../../commands/netns/ls.ts'),
  },
  'netns clean': {
    describe: 'clean up dangling links in /var/run/netns',
    load: () => import('../../commands/netns/clean.ts'),
  },
  up: {
    describe: 'make a lab, of a topology or out of a file',
    load: () => import('../../commands/up.ts'),
  },
  down: {
    describe: 'take a lab away',
    load: () => import('../../commands/down.ts'),
  },
  status: {
    describe: 'show the labs that are up, and what they lack',
    load: () => import('../../commands/status.ts'),
  },
  diff: {
    describe: 'show what up would change',
    load: () => import('../../commands/diff.ts'),
  },
  restart: {
    describe: 'put back what a lab has lost',
    load: () => import('../../commands/restart.ts'),
  },
  ping: {
    describe: 'ask every node of a lab from every other one',
    load: () => import('../../commands/ping.ts'),
  },
  test: {
    describe: 'ask what a lab file expects',
    load: () => import('../../commands/test.ts'),
  },
  export: {
    describe: 'print a lab as a shell script or as a lab file',
    load: () => import('../../commands/export.ts'),
  },
  'topology ls': {
    describe: 'list the topologies that can be built',
    load: () => import('../../commands/topology/ls.ts'),
  },
  'topology show': {
    describe: 'show a topology and its options',
    load: () => import('../../commands/topology/show.ts'),
  },
  'plugin ls': {
    describe: "list the configuration's plugins, and what is wrong with them",
    load: () => import('../../commands/plugin/ls.ts'),
  },
  policy: {
    describe: 'show what containers may reach',
    load: () => import('../../commands/policy.ts'),
  },
  forward: {
    describe: 'show and set whether the host forwards IP packets',
    load: () => import('../../commands/forward.ts'),
  },
  icc: {
    describe: "let a bridge's containers talk to each other, or not",
    load: () => import('../../commands/icc.ts'),
  },
  link: {
    describe: 'let a container ask another, under a name of its own',
    load: () => import('../../commands/link.ts'),
  },
  unlink: {
    describe: 'let a container ask another no longer',
    load: () => import('../../commands/unlink.ts'),
  },
  masquerade: {
    describe: "hide a subnet behind the host's address",
    load: () => import('../../commands/masquerade.ts'),
  },
  publish: {
    describe: "lead ports of the host's to a container's",
    load: () => import('../../commands/publish.ts'),
  },
  unpublish: {
    describe: "lead ports of the host's to a container no longer",
    load: () => import('../../commands/unpublish.ts'),
  },
  port: {
    describe: 'show which ports are published',
    load: () => import('../../commands/port.ts'),
  },
  ls: {
    describe: 'list the interfaces of every container',
    load: () => import('../../commands/ls.ts'),
  },
  inspect: {
    describe: "show all of a container's network, as JSON",
    load: () => import('../../commands/inspect.ts'),
  },
  wait: {
    describe: "wait until a container's interface is up and addressed",
    load: () => import('../../commands/wait.ts'),
  },
  log: {
    describe: 'show what ctnet changed here',
    load: () => import('../../commands/log.ts'),
  },
  exec: {
    describe: "run a program in a container's network",
    load: () => import('../../commands/exec.ts'),
  },
  sandbox: {
    describe: 'run a command in a private network host, without root',
    load: () => import('../../commands/sandbox.ts'),
  },
  watch: {
    describe: 'put the network back whenever a container is restarted',
    load: () => import('../../commands/watch.ts'),
  },
  batch: {
    describe: 'carry out many commands as one',
    load: () => import('../../commands/batch.ts'),
  },
  clean: {
    describe: 'remove what has lost its owner',
    load: () => import('../../commands/clean.ts'),
  },
  pipework: {
    describe: "take pipework's own command line",
    load: () => import('../../commands/pipework.ts'),
  },
  config: {
    describe: 'show the configuration that is in force',
    load: () => import('../../commands/config.ts'),
  },
  'config trust': {
    describe: "let root run a configuration file's code and plugins",
    load: () => import('../../commands/config/trust.ts'),
  },
  'config untrust': {
    describe: 'take that back',
    load: () => import('../../commands/config/untrust.ts'),
  },
  completion: {
    describe: 'print what a shell needs to complete command lines',
    load: () => import('../../commands/completion.ts'),
  },
}

/** The first words of commands of two. */
export const groups: readonly string[] = [
  ...new Set(
    Object.keys(COMMANDS).flatMap((name) => (name.includes(' ') ? name.split(' ').slice(0, 1) : [])),
  ),
]

/** Whether a command's name goes on after this word. */
export const isGroup = (word: string): boolean => groups.includes(word)
