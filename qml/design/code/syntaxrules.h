#pragma once

#include <QRegularExpression>
#include <QString>

#include <vector>

namespace Saltern {

/// What a stretch of source text is, as far as its colour goes.
enum class Token { Plain, Keyword, String, Number, Comment, Key, Special };

/// One stretch on a single line; the capture `group` of the pattern gets the colour.
struct SyntaxRule
{
    QRegularExpression pattern;
    Token token = Token::Plain;
    int group = 0;
};

/// A stretch that may go on over lines, such as """...""" or /* ... */.
struct SyntaxBlock
{
    QRegularExpression begin;
    QRegularExpression end;
    Token token = Token::Plain;
};

/// A language as tables. The earliest match in a line wins; of those at one place the first rule.
struct SyntaxLanguage
{
    QString name;
    std::vector<SyntaxRule> rules;
    std::vector<SyntaxBlock> blocks;
};

/// "python", "shell", "javascript", "yaml" (Jinja in it is coloured too) or "json"; one without
/// rules for every other name. Immutable; any thread.
const SyntaxLanguage &syntaxLanguage(const QString &name);

/// The language of a file by its name: "functions/a.py" is "python", "x.sls" is "yaml". Salt's
/// SLS files that begin with "#!py" are Python: `firstLine` tells. "text" when unknown.
QString syntaxLanguageOf(const QString &fileName, const QString &firstLine = {});

} // namespace Saltern
