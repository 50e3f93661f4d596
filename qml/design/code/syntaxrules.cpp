#include "qml/design/code/syntaxrules.h"

#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace Saltern {

namespace {

SyntaxRule rule(const char *pattern, Token token, int group = 0)
{
    return {QRegularExpression(QString::fromUtf8(pattern)), token, group};
}

SyntaxBlock block(const char *begin, const char *end, Token token)
{
    return {QRegularExpression(QString::fromUtf8(begin)),
            QRegularExpression(QString::fromUtf8(end)),
            token};
}

SyntaxRule words(const char *alternatives)
{
    const QByteArray pattern = "(?<![\\w.$])(?:" + QByteArray(alternatives) + ")(?![\\w$])";
    return rule(pattern.constData(), Token::Keyword);
}

const char *const number =
    "(?<![\\w.])-?(?:0[xX][0-9a-fA-F]+|\\d[\\d_]*(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)"
    "(?![\\w.])";
const char *const doubleQuoted = R"("(?:[^"\\]|\\.)*(?:"|$))";
const char *const singleQuoted = R"('(?:[^'\\]|\\.)*(?:'|$))";

SyntaxLanguage python()
{
    return {QStringLiteral("python"),
            {rule("#.*$", Token::Comment),
             rule(doubleQuoted, Token::String),
             rule(singleQuoted, Token::String),
             rule("^\\s*@[\\w.]+", Token::Special),
             words("and|as|assert|async|await|break|class|continue|def|del|elif|else|except|"
                   "finally|for|from|global|if|import|in|is|lambda|match|case|nonlocal|not|or|pass|"
                   "raise|return|try|while|with|yield|True|False|None"),
             rule(number, Token::Number)},
            {block("\"\"\"", "\"\"\"", Token::String), block("'''", "'''", Token::String)}};
}

SyntaxLanguage shell()
{
    return {QStringLiteral("shell"),
            {rule("(?:^|(?<=\\s))#.*$", Token::Comment),
             rule(R"("(?:[^"\\]|\\.)*(?:"|$))", Token::String),
             rule("'[^']*(?:'|$)", Token::String),
             rule(R"(\$(?:\{[^}]*\}|\w+|[@*#?$!-]))", Token::Special),
             words("if|then|else|elif|fi|for|in|do|done|while|until|case|esac|function|return|exit|"
                   "local|export|readonly|set|shift|trap|break|continue"),
             rule(number, Token::Number)},
            {}};
}

SyntaxLanguage javascript()
{
    return {
        QStringLiteral("javascript"),
        {rule("//.*$", Token::Comment),
         rule(doubleQuoted, Token::String),
         rule(singleQuoted, Token::String),
         words("async|await|break|case|catch|class|const|continue|default|delete|do|else|export|"
               "extends|finally|for|from|function|if|import|in|instanceof|let|new|of|return|super|"
               "switch|this|throw|try|typeof|var|void|while|yield|true|false|null|undefined"),
         rule(number, Token::Number)},
        {block("/\\*", "\\*/", Token::Comment), block("`", "`", Token::String)}};
}

SyntaxLanguage yaml()
{
    return {
        QStringLiteral("yaml"),
        {rule("(?:^|(?<=\\s))#.*$", Token::Comment),
         rule("\\{%.*?%\\}", Token::Special),
         rule("\\{\\{.*?\\}\\}", Token::Special),
         rule(R"((?:^|(?<=[\s{,\[]))([^\s"'#\[\]{},&*!|>%@`:-][^\s"':,{}\[\]]*)(?=\s*:(?:\s|$)))",
              Token::Key,
              1),
         rule(doubleQuoted, Token::String),
         rule("'(?:[^']|'')*(?:'|$)", Token::String),
         rule("(?:^|(?<=\\s))[&*!][\\w.-]+", Token::Special),
         rule("(?<=[\\s\\[,:])(?:true|false|null|~)(?=\\s*(?:$|[,\\]}#]))", Token::Keyword),
         rule("(?<=[\\s\\[,])-?\\d+(?:\\.\\d+)?(?=\\s*(?:$|[,\\]}#]))", Token::Number)},
        {block("\\{#", "#\\}", Token::Comment)}};
}

SyntaxLanguage json()
{
    return {QStringLiteral("json"),
            {rule(R"("(?:[^"\\]|\\.)*"(?=\s*:))", Token::Key),
             rule(doubleQuoted, Token::String),
             words("true|false|null"),
             rule(number, Token::Number)},
            {}};
}

} // namespace

const SyntaxLanguage &syntaxLanguage(const QString &name)
{
    static const SyntaxLanguage plain{QStringLiteral("text"), {}, {}};
    static const std::vector<SyntaxLanguage> languages{
        python(), shell(), javascript(), yaml(), json()};
    const auto found = std::find_if(languages.begin(),
                                    languages.end(),
                                    [&](const SyntaxLanguage &each) { return each.name == name; });
    return found == languages.end() ? plain : *found;
}

QString syntaxLanguageOf(const QString &fileName, const QString &firstLine)
{
    static const QHash<QString, QString> bySuffix{
        {QStringLiteral("py"), QStringLiteral("python")},
        {QStringLiteral("sh"), QStringLiteral("shell")},
        {QStringLiteral("bash"), QStringLiteral("shell")},
        {QStringLiteral("js"), QStringLiteral("javascript")},
        {QStringLiteral("mjs"), QStringLiteral("javascript")},
        {QStringLiteral("cjs"), QStringLiteral("javascript")},
        {QStringLiteral("yaml"), QStringLiteral("yaml")},
        {QStringLiteral("yml"), QStringLiteral("yaml")},
        {QStringLiteral("sls"), QStringLiteral("yaml")},
        {QStringLiteral("conf"), QStringLiteral("yaml")},
        {QStringLiteral("json"), QStringLiteral("json")},
    };
    if (firstLine.startsWith(QLatin1StringView("#!"))) {
        if (firstLine.contains(QLatin1StringView("py")))
            return QStringLiteral("python");
        if (firstLine.contains(QLatin1StringView("node")))
            return QStringLiteral("javascript");
        if (firstLine.contains(QLatin1StringView("sh")))
            return QStringLiteral("shell");
    }
    return bySuffix.value(QFileInfo(fileName).suffix().toLower(), QStringLiteral("text"));
}

} // namespace Saltern
