#!/usr/bin/env zsh
# Types keys into a shell on a terminal of its own and prints the line that stands there then, and so on with further
# keys; what the terminal showed goes to $SCREEN.
#   zsh type.zsh bash|zsh|fish KEYS…
zmodload zsh/zpty
root=${0:A:h:h:h}
export LINE=$(mktemp) TERM=xterm ZDOTDIR=$(mktemp -d)

case $1 in
bash)
  cat >$ZDOTDIR/rc <<END
PS1='READY>'
source $root/completions/ctnet.bash
show() { printf "%s\n" "\$READLINE_LINE" >>\$LINE; }
bind -x '"\C-xd": show'
END
  zpty shell bash --noprofile --rcfile $ZDOTDIR/rc -i
  ;;
zsh)
  cat >$ZDOTDIR/.zshrc <<END
PS1='READY>'
fpath=($root/completions \$fpath)
autoload -Uz compinit && compinit -u -D
show() { print -r -- \$BUFFER >>\$LINE }
zle -N show
bindkey '^Xd' show
zle -C all complete-word _generic
zstyle ':completion:all:*' completer _all_matches _complete
zstyle ':completion:all:*' insert true
bindkey '\e*' all
END
  zpty shell zsh -i
  ;;
fish)
  zpty shell fish --no-config -C "'function fish_prompt; echo -n READY\\>; end; source $root/completions/ctnet.fish; bind \\cxd \"commandline >>\$LINE\"'"
  ;;
esac
zpty -r shell screen '*READY>*'
# ^X d keeps the line, ^E ^U clears it.
zpty -w -n shell "${(pj:\C-xd\C-e\C-u:)@[2,-1]}"$'\C-xd\C-e\C-uexit\r'
while zpty -r shell more; do screen+=$more; done
print -r -- $screen >${SCREEN:-/dev/null}
cat $LINE
rm -rf $LINE $ZDOTDIR
