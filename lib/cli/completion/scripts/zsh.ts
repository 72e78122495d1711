import { commandNames, groupsIn } from '../command-names.ts'
import { zshWord } from '../shells.ts'
import type { CompletionTable } from '../table.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const names = (table: CompletionTable, group?: string): string =>
  commandNames(table, group)
    .map((candidate) => `      ${quoted(zshWord(candidate))}\n`)
    .join('')

/** The completion script of zsh, for a folder of $fpath or to be sourced. */
export const zshScript = (table: CompletionTable): string => `\
#compdef ctnet
# zsh completion of ctnet. Made from ctnet's commands by \`npm run build\`.

_ctnet() {
  local -a names said whole open
  local line ret=1

  # The commands' names are known here; all else is asked.
  case $CURRENT,$words[2] in
    2,*) names=(
${names(table)}    ) ;;
${groupsIn(table)
  .map((group) => `    3,${group}) names=(\n${names(table, group)}    ) ;;\n`)
  .join('')}\
  esac
  if (( $#names )) && [[ $PREFIX != -* ]]; then
    _describe -t commands 'command' names
    return
  fi

  said=("\${(@f)$(command ctnet __complete zsh "\${(@)words[2,CURRENT-1]}" "$QIPREFIX$PREFIX" 2>/dev/null)}")
  for line in "\${(@)said[2,-1]}"; do
    case $line in
      \\=*) whole+=("\${line#?}") ;;
      +*) open+=("\${line#?}") ;;
    esac
  done
  (( ! $#whole )) || { _describe -t values 'value' whole && ret=0 }
  (( ! $#open )) || { _describe -t values 'value' open -S '' && ret=0 }
  case $said[1] in
    files)
      compset -P '--*='
      _files && ret=0
      ;;
    program\\ *)
      (( CURRENT -= \${said[1]#program } + 1 ))
      shift $(( \${said[1]#program } + 1 )) words
      _normal && ret=0
      ;;
  esac
  return ret
}

if [[ $funcstack[1] = _ctnet ]]; then
  _ctnet "$@"
else
  compdef _ctnet ctnet
fi
`
