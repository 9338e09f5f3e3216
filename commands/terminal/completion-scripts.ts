export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/**
 * What a shell loads to complete ytdub's command lines. Each asks `ytdub __complete`, which answers a line that says whether
 * names of files fit as well (`files` or `words`), and a line for each word that fits, whole, with what it means behind a tab.
 */
export const SCRIPTS: { readonly [shell in Shell]: string } = {
  // A word of bash ends at = and :, so that what stands before is typed already. Also for the bash 3.2 of macOS.
  bash: `# Completion of ytdub for bash. To load it: eval "$(ytdub completion bash)"
_ytdub() {
  local kind='' word='' before='' line="\${COMP_LINE:0:COMP_POINT}"
  local typed="\${line##*[[:space:]]}" breaks="\${COMP_WORDBREAKS//[^=:]/}"
  COMPREPLY=()
  if [[ -n $breaks && $typed == *[$breaks]* ]]; then before="\${typed%"\${typed##*[$breaks]}"}"; fi
  while IFS= read -r word; do
    if [[ -z $kind ]]; then kind="$word"; continue; fi
    COMPREPLY+=("\${word#"$before"}")
  done < <("$1" __complete bash "$line" 2>/dev/null)
  if [[ $kind == files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
  fi
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
  return 0
}
complete -F _ytdub ytdub
`,
  zsh: `#compdef ytdub
# Completion of ytdub for zsh. To load it, after compinit: eval "$(ytdub completion zsh)"
_ytdub() {
  local -a answers names shown
  local answer
  answers=("\${(@f)$("\${words[1]}" __complete zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for answer in "\${(@)answers[2,-1]}"; do
    [[ -z $answer ]] && continue
    names+=("\${answer%%$'\\t'*}")
    shown+=("\${answer/$'\\t'/  -- }")
  done
  (( \${#names} )) && compadd -l -d shown -a names
  [[ \${answers[1]} == files ]] && _files
  return 0
}
if [[ "\${funcstack[1]}" == _ytdub ]]; then _ytdub "$@"; else compdef _ytdub ytdub; fi
`,
  fish: `# Completion of ytdub for fish. To load it: ytdub completion fish | source
function __ytdub_complete
    set -l words (commandline -opc)
    set -l answers (ytdub __complete fish $words[2..-1] (commandline -ct) 2>/dev/null)
    if test "$answers[1]" = files
        __fish_complete_path (commandline -ct)
    end
    if test (count $answers) -gt 1
        printf '%s\\n' $answers[2..-1]
    end
end
complete -c ytdub -f -a '(__ytdub_complete)'
`,
}
