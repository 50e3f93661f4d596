#include "app/studio/models/problemmodel.h"

#include "app/studio/document/followdocument.h"
#include "app/studio/document/shownwires.h"

#include <algorithm>

namespace Saltern {

namespace {

// "/nodes/<id>/rest" apart; ids hold no slash.
QStringList nodePlace(const QString &pointer)
{
    const QStringList parts = pointer.split(u'/');
    if (parts.value(1) != QLatin1StringView("nodes") || parts.size() < 3)
        return {};
    return {parts[2], pointer.mid(parts[1].size() + parts[2].size() + 2)};
}

QString wireKeyAt(const Pipeline &pipeline, const QString &pointer)
{
    const QString list = QStringLiteral("/wires/");
    if (!pointer.startsWith(list))
        return {};
    const Wire wire = pipeline.wires.value(pointer.mid(list.size()).toInt());
    return wireKey({wire.from, portOf(wire, pipeline.node(wire.from)), wire.to});
}

} // namespace

ProblemModel::ProblemModel(QObject *parent) : QAbstractListModel(parent)
{
}

void ProblemModel::setDocument(PipelineDocument *document)
{
    followDocument(
        this,
        m_document,
        document,
        [this](PipelineDocument *fresh) {
            connect(fresh, &PipelineDocument::problemsChanged, this, &ProblemModel::read);
        },
        &ProblemModel::read);
}

void ProblemModel::setNodeId(const QString &id)
{
    if (id == m_nodeId)
        return;
    m_nodeId = id;
    read();
    Q_EMIT nodeIdChanged();
}

void ProblemModel::read()
{
    QList<Problem> problems;
    if (m_document)
        problems = m_nodeId.isEmpty() ? m_document->problems() : m_document->problemsOf(m_nodeId);
    std::stable_sort(problems.begin(), problems.end(), [](const Problem &a, const Problem &b) {
        return a.severity < b.severity;
    });
    if (problems == m_problems)
        return;
    beginResetModel();
    m_problems = std::move(problems);
    endResetModel();
    Q_EMIT countChanged();
}

int ProblemModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ProblemModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count() || !m_document)
        return {};
    const Problem &problem = m_problems[index.row()];
    const QStringList place = nodePlace(problem.pointer);
    switch (role) {
    case SeverityRole:
        return problem.severity == Severity::Error ? QStringLiteral("error")
                                                   : QStringLiteral("warning");
    case Qt::DisplayRole:
    case MessageRole:
        return problem.message;
    case RemedyRole:
        return problem.remedy;
    case CodeRole:
        return problem.code;
    case LineRole:
        return problem.position.line;
    case ColumnRole:
        return problem.position.column;
    case NodeIdRole:
        return place.value(0);
    case PointerRole:
        return place.isEmpty() ? problem.pointer : place[1];
    case WireKeyRole:
        return wireKeyAt(m_document->pipeline(), problem.pointer);
    default:
        return {};
    }
}

QHash<int, QByteArray> ProblemModel::roleNames() const
{
    return {{SeverityRole, "severity"},
            {MessageRole, "message"},
            {RemedyRole, "remedy"},
            {CodeRole, "code"},
            {LineRole, "line"},
            {ColumnRole, "column"},
            {NodeIdRole, "nodeId"},
            {PointerRole, "pointer"},
            {WireKeyRole, "wireKey"}};
}

} // namespace Saltern
