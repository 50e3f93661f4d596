#pragma once

#include "engine/pipeline/pipeline.h"
#include "engine/pipeline/problem.h"

namespace Saltern {

/// Collects problems and gives each its position.
class ProblemReport
{
public:
    explicit ProblemReport(const SourceMap &source) : m_source(source) {}

    /// At the value, or at the key that names it.
    void atValue(const QString &pointer,
                 const QString &code,
                 const QString &message,
                 const QString &remedy,
                 Severity severity = Severity::Error);
    void atKey(const QString &pointer,
               const QString &code,
               const QString &message,
               const QString &remedy,
               Severity severity = Severity::Error);

    /// At a character of the string `text` that stands at `pointer`.
    void inText(const QString &pointer,
                const QString &text,
                qsizetype offset,
                const QString &code,
                const QString &message,
                const QString &remedy,
                Severity severity = Severity::Error);

    const SourceMap &source() const { return m_source; }
    const QList<Problem> &problems() const { return m_problems; }

private:
    const SourceMap &m_source;
    QList<Problem> m_problems;
};

} // namespace Saltern
