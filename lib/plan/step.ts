import { type Endpoint, HOST, type Place } from '../model/endpoint.ts'
import type { Failure } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'

/** What is run, as data: no argument is ever shell text. */
export type Command =
  /** One line of `ip`; neighbouring lines in one place become one `ip -batch`. */
  | { readonly kind: 'ip'; readonly args: readonly Argument[]; readonly when?: Shown }
  /** A value for a file below /proc/sys. */
  | { readonly kind: 'sysctl'; readonly path: string; readonly value: string }
  /** Another program, with what it reads on its standard input. */
  | {
      readonly kind: 'exec'
      readonly argv: readonly Argument[]
      readonly input?: string
      /** Other programs that it runs. */
      readonly programs?: readonly string[]
      /** What a person types for it, where that is something else. */
      readonly typed?: string
    }

/** That another line of `ip` shows something, or nothing: an undo asks so, since its step may have been done in part. */
export interface Shown {
  readonly args: readonly Argument[]
  readonly something: boolean
}

/** A word, or a namespace, which the script gives as an open file. */
export type Argument = string | { readonly netns: Place }

/** What must still be so for a removal to run: that it removes what ctnet made, and not another thing of that name. */
export type Guard =
  /** A namespace in /var/run/netns is marked so; or, if that is said, was just made and has no mark yet. */
  | { readonly kind: 'namespace'; readonly name: string; readonly mark: string; readonly orNew: boolean }
  /** A link of that name has that MAC, and, if that is said, another namespace is still there. */
  | {
      readonly kind: 'link'
      readonly in: Place
      readonly name: string
      readonly mac: string
      readonly reaches?: Place
    }
  | { readonly kind: 'sysctl'; readonly in: Place; readonly path: string; readonly value: string }
  /** A symlink points there. */
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }
  /** A command prints something, or nothing. */
  | {
      readonly kind: 'shows'
      readonly in: Place
      readonly argv: readonly string[]
      readonly something: boolean
    }
  /** A command prints something. Where it fails, it can't tell, and the removal is tried. */
  | { readonly kind: 'prints'; readonly in: Place; readonly argv: readonly string[] }
  /** A command says yes, or no: by exit code 1. Where it can't tell, the removal is tried, so that its failure is seen. */
  | {
      readonly kind: 'check'
      readonly in: Place
      readonly argv: readonly string[]
      readonly says: 'yes' | 'no'
    }

export interface LinkRef {
  readonly in: Place
  readonly name: string
}

/** A link that is told from another of its name by its MAC. */
export interface KnownLink extends LinkRef {
  readonly mac: string
}

/** A link of the host's. */
export const inHost = ({ name, mac }: { readonly name: string; readonly mac: string }): KnownLink => ({
  in: HOST,
  name,
  mac,
})

/** One change, with everything that there is to know about it. Made by the constructors in `steps/`. */
export interface Step {
  readonly in: Place
  readonly run: readonly Command[]
  /** What will be true afterwards. */
  readonly effect: (facts: Facts) => Facts
  /** One line for --explain, in the words of the document. */
  readonly why: string
  /** How it is taken back, if what it changed is still there. */
  readonly undo?: Undoing
  readonly guard?: Guard
  /** The links that it makes. */
  readonly makes?: readonly LinkRef[]
  /** The namespace that it makes, by its place: all that is done in it goes with it. */
  readonly founds?: { readonly place: Place } & Pick<Endpoint, 'path' | 'locator' | 'name'>
  /** What is so once it has run, as a sentence; what its undo asks first holds only then. False: that may hold before, too. */
  readonly done?: string | false
  /** The link that it is a property of: it goes with that link. */
  readonly on?: LinkRef
  /** What not every kernel has, and the step takes. */
  readonly needs?: KernelFeature | undefined
  /** What it says no by. */
  readonly refusal?: Refusal
}

/** A step's command that ends with this exit code hasn't failed: it says what is in the way, on stderr, in one sentence. */
export interface Refusal {
  readonly status: number
  /** What the error is to whoever called ctnet. */
  readonly failure: Failure
  readonly code: string
  /** What to type next. */
  readonly hint: string
}

/** A part of the kernel that may be missing. */
export interface KernelFeature {
  /** In a sentence: `this kernel has no …`. */
  readonly feature: string
  /** The module that it comes with: `sch_netem`; or, of one that is only built in, the kernel's option: `CONFIG_…`. */
  readonly module: string
}

/** A step that takes another one back. */
export type Undoing = Step & { readonly guard: Guard }

/** That the link is still the one that it was. */
export const guardOf = ({ in: place, name, mac }: KnownLink): Guard => ({
  kind: 'link',
  in: place,
  name,
  mac,
})

export const ip = (...args: readonly (Argument | number)[]): Command => ({
  kind: 'ip',
  args: args.map((arg) => (typeof arg === 'number' ? String(arg) : arg)),
})

/** The line of `ip`, where another one shows something. */
export const whenShown = (shown: readonly string[], ...args: readonly string[]): Command => ({
  kind: 'ip',
  args,
  when: { args: shown, something: true },
})

/** The line of `ip`, where another one shows nothing. */
export const unlessShown = (shown: readonly string[], ...args: readonly string[]): Command => ({
  kind: 'ip',
  args,
  when: { args: shown, something: false },
})
