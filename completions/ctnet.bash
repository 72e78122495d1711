# bash completion of ctnet. Made from ctnet's commands by `npm run build`.
# shellcheck shell=bash

_ctnet() {
  local IFS=$'\n' names='' said=() rest=$COMP_LINE i
  COMPREPLY=()

  # The commands' names are known here; all else is asked.
  case $COMP_CWORD,${COMP_WORDS[1]} in
  1,*) names='attach
detach
ptp
set
impair
route
rule
tc
dns
bridge
docker0
netns
up
down
status
diff
restart
ping
test
export
topology
plugin
policy
forward
icc
link
unlink
masquerade
publish
unpublish
port
ls
inspect
wait
log
exec
sandbox
watch
batch
clean
pipework
config
completion' ;;
  2,bridge) names='create
delete
add
remove
show
adopt' ;;
  2,netns) names='link
unlink
ls
clean' ;;
  2,topology) names='ls
show' ;;
  2,plugin) names='ls' ;;
  2,config) names='trust
untrust' ;;
  esac
  if [[ $names && $2 != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$names" -- "$2")
    return
  fi

  mapfile -t said < <(command ctnet __complete bash "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  COMPREPLY=("${said[@]:1}")
  case ${said[0]} in
  open) compopt -o nospace ;;
  files)
    compopt -o bashdefault -o default
    if [[ ${said[1]} ]]; then
      compopt -o filenames
      mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$2")
    fi
    ;;
  'program '*)
    for ((i = 0; i < COMP_CWORD; i++)); do
      rest=${rest#"${rest%%[![:space:]]*}"}
      ((${#COMP_LINE} - ${#rest} < ${said[0]#program })) || break
      rest=${rest#"${COMP_WORDS[i]}"}
    done
    IFS=$' \t\n'
    if declare -F _comp_command_offset >/dev/null; then
      _comp_command_offset "$i"
    elif declare -F _command_offset >/dev/null; then
      _command_offset "$i"
    elif ((i == COMP_CWORD)) && [[ $2 != */* ]]; then
      mapfile -t COMPREPLY < <(compgen -c -- "$2" | sort -u)
    else
      compopt -o bashdefault -o default
    fi
    ;;
  esac
}

complete -F _ctnet ctnet
