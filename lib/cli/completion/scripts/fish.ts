import { commandNames, groupsIn } from '../command-names.ts'
import type { CompletionTable } from '../table.ts'

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

const names = (table: CompletionTable, group?: string): string =>
  commandNames(table, group)
    .map(({ word, describe = '' }) => {
      const before = ['__ctnet_after', ...(group === undefined ? [] : [group])].join(' ')
      return `complete -c ctnet -n '${before}' -a ${word} -d ${quoted(describe)}\n`
    })
    .join('')

/** The completion script of fish. */
export const fishScript = (table: CompletionTable): string => `\
# fish completion of ctnet. Made from ctnet's commands by \`npm run build\`.

# Whether these words and no others stand before the one at the cursor, and that is no option.
function __ctnet_after
    set -l words (commandline -opc)
    set -e words[1]
    test "$words" = "$argv"; and not string match -q -- '-*' (commandline -ct)
end

# Whether the commands' names, which are known here, are not what is wanted.
function __ctnet_asks
    not __ctnet_after${groupsIn(table)
      .map((group) => `; and not __ctnet_after ${group}`)
      .join('')}
end

function __ctnet_ask
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l said (command ctnet __complete fish $words "$current" 2>/dev/null)
    set -l order $said[1]
    set -e said[1]
    test (count $said) -eq 0; or printf '%s\\n' $said
    switch "$order"
        case files
            set -l head (string match -r -- '^--[^=]+=' "$current")
            for path in (__fish_complete_path (string replace -- "$head" '' "$current"))
                printf '%s\\n' "$head$path"
            end
        case 'program *'
            for skipped in (seq (string sub -s 9 -- $order))
                set -e words[1]
            end
            complete -C (string join -- ' ' (string escape -- $words) "$current" | string collect)
    end
end

complete -c ctnet -f
complete -c ctnet -n __ctnet_asks -a '(__ctnet_ask)'
${names(table)}${groupsIn(table)
  .map((group) => names(table, group))
  .join('')}`
