import { bashScript } from './scripts/bash.ts'
import { fishScript } from './scripts/fish.ts'
import { zshScript } from './scripts/zsh.ts'
import type { ShellName } from './shells.ts'
import type { CompletionTable } from './table.ts'

/** What a shell sources, and the name under which it finds it by itself. */
interface Script {
  readonly file: string
  readonly text: (table: CompletionTable) => string
}

export const SCRIPTS: Readonly<Record<ShellName, Script>> = {
  bash: { file: 'ctnet.bash', text: bashScript },
  zsh: { file: '_ctnet', text: zshScript },
  fish: { file: 'ctnet.fish', text: fishScript },
}
