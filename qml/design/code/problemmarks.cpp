#include "qml/design/code/problemmarks.h"

#include "app/studio/document/followdocument.h"
#include "engine/pipeline/jsonpointer.h"

namespace Saltern {

void ProblemMarks::setDocument(PipelineDocument *document)
{
    followDocument(
        this,
        m_document,
        document,
        [this](PipelineDocument *fresh) {
            connect(fresh, &PipelineDocument::problemsChanged, this, &ProblemMarks::marksChanged);
        },
        &ProblemMarks::marksChanged);
}

void ProblemMarks::setNodeId(const QString &id)
{
    if (id == m_nodeId)
        return;
    m_nodeId = id;
    Q_EMIT marksChanged();
}

QVariantList ProblemMarks::marks() const
{
    QVariantList list;
    if (!m_document)
        return list;
    const bool all = m_nodeId.isEmpty();
    // A node's own text begins at its value, which stands below its key or beside it.
    const int above =
        all ? 0 : m_document->source().at(pointerTo(QStringLiteral("/nodes"), m_nodeId)).line - 1;
    const QList<Problem> problems = all ? m_document->problems() : m_document->problemsOf(m_nodeId);
    for (const Problem &problem : problems) {
        if (problem.position.line <= above)
            continue;
        list.append(QVariantMap{{QStringLiteral("line"), problem.position.line - above},
                                {QStringLiteral("severity"),
                                 problem.severity == Severity::Error ? QStringLiteral("error")
                                                                     : QStringLiteral("warning")},
                                {QStringLiteral("message"),
                                 QString(problem.message + u' ' + problem.remedy).trimmed()}});
    }
    return list;
}

} // namespace Saltern
