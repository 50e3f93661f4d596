#include "app/cli/completion.h"

namespace Saltern::Cli {

namespace {

// Bash cuts words at = and : and wants back only what is behind the last of them.
constexpr auto bash = R"(# Completion of saltern for bash
_saltern() {
    local word join='' current prefix
    local -a words=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ (-n $join || $word == [=:]*) && ${#words[@]} -gt 0 ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
        join=''
        if [[ $word == *[=:] ]]; then join=1; fi
    done
    current=${words[-1]}
    prefix=${current%"${current##*[=:]}"}
    COMPREPLY=()
    while IFS=$'\t' read -r word _; do
        case $word in
        '') ;;
        :files) compopt -o default ;;
        :folders) compopt -o dirnames ;;
        *) COMPREPLY+=("${word#"$prefix"}") ;;
        esac
    done < <("$1" --complete "${words[@]}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then compopt -o nospace; fi
}
complete -F _saltern saltern)";

constexpr auto zsh = R"(#compdef saltern
# Completion of saltern for zsh
_saltern() {
    local line
    local -a lines candidates
    lines=("${(@f)$("${(Q)words[1]}" --complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    for line in "${lines[@]}"; do
        case $line in
        '') ;;
        :files) [[ ${words[CURRENT]} == --*=* ]] && compset -P '*='; _files; return ;;
        :folders) [[ ${words[CURRENT]} == --*=* ]] && compset -P '*='; _files -/; return ;;
        *) candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
        esac
    done
    _describe saltern candidates
}
if [[ ${funcstack[1]} == _saltern ]]; then
    _saltern "$@"
else
    compdef _saltern saltern
fi)";

constexpr auto fish = R"(# Completion of saltern for fish
function __saltern_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found ($words[1] --complete $words[2..-1] "$current" 2>/dev/null)
    switch "$found"
        case :files
            __fish_complete_path "$current"
        case :folders
            __fish_complete_directories "$current" ''
        case '*'
            string join \n -- $found
    end
end
complete -c saltern -f -a '(__saltern_complete)')";

} // namespace

QStringList completionShells()
{
    return {QStringLiteral("bash"), QStringLiteral("zsh"), QStringLiteral("fish")};
}

QString completionScript(const QString &shell)
{
    const char *script = shell == QLatin1StringView("bash")   ? bash
                         : shell == QLatin1StringView("zsh")  ? zsh
                         : shell == QLatin1StringView("fish") ? fish
                                                              : "";
    return QString::fromUtf8(script);
}

} // namespace Saltern::Cli
