#!/usr/bin/env bash
# A completion script for bash loops over "${COMP_WORDS[@]:1:COMP_CWORD-1}", and zsh loads it by bashcompinit.
#
# A good guess: bashcompinit exists to run such functions, emulates sh while it does, and the slice is
#   arithmetic in both shells.
# What happens: in zsh a length (or offset) that begins with a letter is read as a history modifier:
#   "unrecognized modifier `C'". The function ends there, and compgen offers nothing; "zsh -n" and sourcing
#   the script find nothing wrong. With $((COMP_CWORD - 1)) both shells agree.
# Version: zsh 5.9 (Completion/bashcompinit); bash 5.2.
# Who is hurt: whoever generates one script for both shells and tries it in bash alone.
set -euo pipefail
command -v zsh >/dev/null || { echo "needs zsh 5.9 (Debian, Ubuntu: apt-get install zsh)"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
zsh --version
script() {
    cat <<SH
_tool() {
  local word seen=""
  for word in "\${COMP_WORDS[@]:1:$1}"; do seen="\$seen+\$word"; done
  COMPREPLY=("after\$seen")
}
SH
}
script 'COMP_CWORD-1' >bare.sh
script '$((COMP_CWORD - 1))' >counted.sh
asked='words=(tool keys ro); CURRENT=3; COMP_WORDS=(tool keys ro); COMP_CWORD=2'
for file in bare counted; do
    in_bash=$(bash -c "source ./$file.sh; $asked; _tool; printf '%s' \"\${COMPREPLY[@]}\"")
    zsh -f -n "./$file.sh"
    in_zsh=$(HOME=$folder zsh -f -c "autoload -U compinit bashcompinit; compinit -u -d ./dump; bashcompinit
        source ./$file.sh; $asked; compgen -F _tool -- ro" 2>&1 || true)
    echo "$file: bash says '$in_bash', zsh says '$in_zsh'"
    [ "$in_bash" = "after+keys" ] || { echo "it behaves otherwise now"; exit 1; }
    case $file in
    bare) [[ $in_zsh == *"unrecognized modifier"* ]] || { echo "it behaves otherwise now"; exit 1; } ;;
    counted) [ "$in_zsh" = "after+keys" ] || { echo "it behaves otherwise now"; exit 1; } ;;
    esac
done
