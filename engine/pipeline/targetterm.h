#pragma once

#include "engine/pipeline/target.h"

#include <QRegularExpression>

namespace Saltern {

/// One node of a target's tree. Private to the target's sources.
struct TargetTerm
{
    enum class Kind { None, And, Or, Not, Glob, Name, Label, Expression };

    Kind kind = Kind::None;
    std::vector<std::shared_ptr<const TargetTerm>> parts; // And, Or, Not
    QString text;                                         // Glob, Name: it; Label: the value's glob
    QString label;                                        // Label: its name
    QRegularExpression expression;

    bool matches(const TargetHost &host) const;
};

using TargetTermPtr = std::shared_ptr<const TargetTerm>;

/// Reads the text of a target; the error's detail is the offset of the fault.
Result<TargetTermPtr> readTarget(const QString &text);

/// Whether the shell-style glob (`*`, `?`, `[a-z]`, `[!a-z]`) covers the whole text. At most length
/// of glob x length of text steps.
bool globMatches(QStringView glob, QStringView text);

} // namespace Saltern
