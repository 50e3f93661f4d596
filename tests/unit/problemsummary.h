#pragma once

#include "engine/pipeline/problem.h"

#include <QStringList>

namespace Saltern {

/// "6:5 unknown-kind; 7:3 missing-field".
inline QString summary(const QList<Problem> &problems)
{
    QStringList lines;
    for (const Problem &problem : problems)
        lines += QStringLiteral("%1:%2 %3")
                     .arg(problem.position.line)
                     .arg(problem.position.column)
                     .arg(problem.code);
    return lines.join(QStringLiteral("; "));
}

} // namespace Saltern
