#include "engine/pipeline/problemreport.h"

namespace Saltern {

void ProblemReport::atValue(const QString &pointer,
                            const QString &code,
                            const QString &message,
                            const QString &remedy,
                            Severity severity)
{
    m_problems.append({severity, m_source.at(pointer), pointer, code, message, remedy});
}

void ProblemReport::atKey(const QString &pointer,
                          const QString &code,
                          const QString &message,
                          const QString &remedy,
                          Severity severity)
{
    m_problems.append({severity, m_source.keyAt(pointer), pointer, code, message, remedy});
}

void ProblemReport::inText(const QString &pointer,
                           const QString &text,
                           qsizetype offset,
                           const QString &code,
                           const QString &message,
                           const QString &remedy,
                           Severity severity)
{
    m_problems.append(
        {severity, m_source.inside(pointer, text, offset), pointer, code, message, remedy});
}

} // namespace Saltern
