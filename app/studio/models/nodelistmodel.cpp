#include "app/studio/models/nodelistmodel.h"

#include "app/studio/canvas/nodecard.h"
#include "app/studio/canvas/nodegeometry.h"
#include "app/studio/document/followdocument.h"
#include "app/studio/document/shownwires.h"
#include "engine/pipeline/registry.h"

#include <QSet>

#include <algorithm>

namespace Saltern {

namespace {

QVariantList portList(const Node &node, const NodeDescriptor *descriptor)
{
    std::vector<Port> ports;
    if (descriptor)
        ports = descriptor->outputPorts(parametersWithDefaults(*descriptor, node));
    const NodeGeometry geometry = nodeGeometry(node, static_cast<qsizetype>(ports.size()));
    QVariantList list;
    for (std::size_t i = 0; i < ports.size(); ++i)
        list.append(
            QVariantMap{{QStringLiteral("name"), ports[i].name},
                        {QStringLiteral("title"), ports[i].title},
                        {QStringLiteral("help"), ports[i].help},
                        {QStringLiteral("y"), geometry.outputYs[static_cast<qsizetype>(i)]}});
    return list;
}

QString disabledName(Disabled disabled)
{
    switch (disabled) {
    case Disabled::No:
        break;
    case Disabled::Stop:
        return QStringLiteral("stop");
    case Disabled::Bypass:
        return QStringLiteral("bypass");
    }
    return QStringLiteral("no");
}

} // namespace

NodeListModel::NodeListModel(QObject *parent) : QAbstractListModel(parent)
{
}

NodeListModel::~NodeListModel() = default;

void NodeListModel::setDocument(PipelineDocument *document)
{
    if (m_document && m_document != document)
        m_document->selection()->disconnect(this);
    followDocument(
        this,
        m_document,
        document,
        [this](PipelineDocument *fresh) {
            connect(fresh, &PipelineDocument::nodeInserted, this, &NodeListModel::insert);
            connect(fresh, &PipelineDocument::nodeRemoved, this, &NodeListModel::remove);
            connect(fresh, &PipelineDocument::nodeRenamed, this, &NodeListModel::rename);
            connect(fresh, &PipelineDocument::nodeChanged, this, [this](const QString &id) {
                changed(id);
            });
            connect(fresh, &PipelineDocument::nodesMoved, this, [this](const QStringList &ids) {
                for (const QString &id : ids)
                    changed(id, {XRole, YRole, PinnedRole});
            });
            connect(fresh, &PipelineDocument::problemsChanged, this, &NodeListModel::readProblems);
            connect(fresh, &PipelineDocument::wasReset, this, &NodeListModel::readAll);
            connect(
                fresh->selection(), &Selection::changed, this, &NodeListModel::selectionChanged);
        },
        &NodeListModel::readAll);
}

void NodeListModel::readAll()
{
    beginResetModel();
    m_ids = m_document ? m_document->nodeIds() : QStringList();
    const QStringList selected = m_document ? m_document->selection()->nodes() : QStringList();
    m_selected = {selected.begin(), selected.end()};
    m_troubles.clear();
    indexRows();
    endResetModel();
    readProblems();
    Q_EMIT countChanged();
}

void NodeListModel::indexRows()
{
    m_rows.clear();
    for (int row = 0; row < m_ids.size(); ++row)
        m_rows.insert(m_ids[row], row);
}

void NodeListModel::insert(const QString &id)
{
    if (m_rows.contains(id))
        return;
    // Behind the nearest node of the text that has a row already.
    int row = 0;
    for (const Node &node : m_document->pipeline().nodes) {
        if (node.id == id)
            break;
        if (const int before = rowOf(node.id); before >= 0)
            row = before + 1;
    }
    beginInsertRows({}, row, row);
    m_ids.insert(row, id);
    indexRows();
    endInsertRows();
    Q_EMIT countChanged();
}

void NodeListModel::remove(const QString &id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_ids.removeAt(row);
    m_troubles.remove(id);
    indexRows();
    endRemoveRows();
    Q_EMIT countChanged();
}

void NodeListModel::rename(const QString &from, const QString &to)
{
    const int row = rowOf(from);
    if (row < 0)
        return;
    m_ids[row] = to;
    m_rows.remove(from);
    m_rows.insert(to, row);
    m_troubles.insert(to, m_troubles.take(from));
    changed(to);
}

void NodeListModel::changed(const QString &id, const QList<int> &roles)
{
    if (const int row = rowOf(id); row >= 0)
        Q_EMIT dataChanged(index(row), index(row), roles);
}

void NodeListModel::readProblems()
{
    QHash<QString, Trouble> troubles;
    const QList<Problem> problems = m_document ? m_document->problems() : QList<Problem>();
    for (const Problem &problem : problems) {
        const QStringList parts = problem.pointer.split(u'/');
        if (parts.value(1) != QLatin1StringView("nodes") || parts.size() < 3)
            continue;
        Trouble &trouble = troubles[parts[2]];
        trouble.texts += QString(problem.message + u' ' + problem.remedy).trimmed();
        if (problem.severity == Severity::Error)
            trouble.severity = QStringLiteral("error");
        else if (trouble.severity.isEmpty())
            trouble.severity = QStringLiteral("warning");
    }
    const QHash<QString, Trouble> before = std::exchange(m_troubles, troubles);
    for (const QString &id : std::as_const(m_ids)) {
        if (before.value(id) != m_troubles.value(id))
            changed(id, {ProblemSeverityRole, ProblemTextsRole});
    }
}

void NodeListModel::selectionChanged()
{
    const QStringList selected = m_document->selection()->nodes();
    const QSet<QString> before =
        std::exchange(m_selected, QSet<QString>(selected.begin(), selected.end()));
    const QSet<QString> flipped = (before - m_selected) + (m_selected - before);
    for (const QString &id : flipped)
        changed(id, {SelectedRole});
}

int NodeListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant NodeListModel::data(const QModelIndex &index, int role) const
{
    const QString id = m_ids.value(index.row());
    const Node *node = m_document && index.isValid() ? m_document->pipeline().node(id) : nullptr;
    if (!node)
        return {};
    const NodeDescriptor *descriptor = findDescriptor(node->kind);
    const auto geometry = [&] { return nodeGeometry(*node, outputPortsOf(*node).size()); };
    switch (role) {
    case NodeIdRole:
        return id;
    case KindRole:
        return node->kind.name;
    case CategoryRole:
        return categoryName(descriptor);
    case LabelRole:
        return node->label;
    case Qt::DisplayRole:
    case TitleRole:
        return node->label.isEmpty() ? id : node->label;
    case NoteRole:
        return node->note;
    case SummaryLinesRole:
        return QStringList{kindLineOf(descriptor, *node)} + summaryLinesOf(descriptor, *node);
    case XRole:
        return m_document->positionOf(id).x();
    case YRole:
        return m_document->positionOf(id).y();
    case WidthRole:
        return geometry().size.width();
    case HeightRole:
        return geometry().size.height();
    case HasInputRole:
        return !descriptor || descriptor->hasInput();
    case InputYRole:
        return geometry().inputY;
    case OutputPortsRole:
        return portList(*node, descriptor);
    case ProblemSeverityRole:
        return m_troubles.value(id).severity;
    case ProblemTextsRole:
        return m_troubles.value(id).texts;
    case DisabledRole:
        return disabledName(node->disabled);
    case PinnedRole:
        return m_document->layout().nodes.value(id).pinned;
    case UnknownKindRole:
        return descriptor == nullptr;
    case SelectedRole:
        return m_selected.contains(id);
    default:
        return {};
    }
}

QHash<int, QByteArray> NodeListModel::roleNames() const
{
    return {{NodeIdRole, "nodeId"},
            {KindRole, "kind"},
            {CategoryRole, "category"},
            {LabelRole, "label"},
            {TitleRole, "title"},
            {NoteRole, "note"},
            {SummaryLinesRole, "summaryLines"},
            {XRole, "nodeX"},
            {YRole, "nodeY"},
            {WidthRole, "nodeWidth"},
            {HeightRole, "nodeHeight"},
            {HasInputRole, "hasInput"},
            {InputYRole, "inputY"},
            {OutputPortsRole, "outputPorts"},
            {ProblemSeverityRole, "problemSeverity"},
            {ProblemTextsRole, "problemTexts"},
            {DisabledRole, "disabled"},
            {PinnedRole, "pinned"},
            {UnknownKindRole, "unknownKind"},
            {SelectedRole, "selected"}};
}

} // namespace Saltern
