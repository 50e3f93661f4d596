#include "app/studio/models/outlinemodel.h"

#include "app/studio/document/followdocument.h"
#include "app/studio/document/shownwires.h"
#include "app/studio/models/categoryname.h"
#include "engine/pipeline/registry.h"

#include <algorithm>

namespace Saltern {

OutlineModel::OutlineModel(QObject *parent) : QAbstractItemModel(parent)
{
}

void OutlineModel::setDocument(PipelineDocument *document)
{
    followDocument(
        this,
        m_document,
        document,
        [this](PipelineDocument *fresh) {
            connect(fresh, &PipelineDocument::nodeInserted, this, &OutlineModel::insertNode);
            connect(fresh, &PipelineDocument::nodeRemoved, this, &OutlineModel::removeNode);
            connect(fresh, &PipelineDocument::nodeRenamed, this, &OutlineModel::renameNode);
            connect(fresh, &PipelineDocument::nodeChanged, this, &OutlineModel::changed);
            connect(fresh, &PipelineDocument::wireInserted, this, &OutlineModel::insertWire);
            connect(fresh, &PipelineDocument::wireRemoved, this, &OutlineModel::removeWire);
            connect(fresh, &PipelineDocument::wasReset, this, &OutlineModel::readAll);
            connect(fresh, &PipelineDocument::problemsChanged, this, [this] {
                if (!m_entries.empty())
                    Q_EMIT dataChanged(
                        index(0, 0), index(rowCount() - 1, 0), {SeverityRole, DescriptionRole});
            });
        },
        &OutlineModel::readAll);
}

void OutlineModel::readAll()
{
    beginResetModel();
    m_entries.clear();
    if (m_document) {
        QHash<QString, QList<Wire>> leaving;
        for (const Wire &wire : m_document->wires())
            leaving[wire.from].append(wire);
        for (const Node &node : m_document->pipeline().nodes)
            m_entries.push_back({node.id, ++m_lastNumber, leaving.value(node.id)});
    }
    endResetModel();
}

int OutlineModel::rowOf(const QString &id) const
{
    const auto found = std::find_if(
        m_entries.begin(), m_entries.end(), [&](const Entry &entry) { return entry.id == id; });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

int OutlineModel::rowOf(quintptr number) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &entry) {
        return entry.number == number;
    });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

void OutlineModel::insertNode(const QString &id)
{
    if (rowOf(id) >= 0)
        return;
    int row = 0;
    for (const Node &node : m_document->pipeline().nodes) {
        if (node.id == id)
            break;
        if (const int before = rowOf(node.id); before >= 0)
            row = before + 1;
    }
    beginInsertRows({}, row, row);
    m_entries.insert(m_entries.begin() + row, {id, ++m_lastNumber, {}});
    endInsertRows();
}

void OutlineModel::removeNode(const QString &id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_entries.erase(m_entries.begin() + row);
    endRemoveRows();
}

void OutlineModel::renameNode(const QString &from, const QString &to)
{
    const int row = rowOf(from);
    if (row < 0)
        return;
    m_entries[static_cast<std::size_t>(row)].id = to;
    changed(to);
}

void OutlineModel::insertWire(const QString &from, const QString &port, const QString &to)
{
    const int above = rowOf(from);
    if (above < 0)
        return;
    QList<Wire> &wires = m_entries[static_cast<std::size_t>(above)].wires;
    if (wires.contains({from, port, to}))
        return;
    const auto row = static_cast<int>(wires.size());
    beginInsertRows(index(above, 0), row, row);
    wires.append({from, port, to});
    endInsertRows();
    changed(from);
    changed(to);
}

void OutlineModel::removeWire(const QString &from, const QString &port, const QString &to)
{
    for (std::size_t above = 0; above < m_entries.size(); ++above) {
        QList<Wire> &wires = m_entries[above].wires;
        const auto row = static_cast<int>(wires.indexOf({from, port, to}));
        if (row < 0)
            continue;
        beginRemoveRows(index(static_cast<int>(above), 0), row, row);
        wires.removeAt(row);
        endRemoveRows();
        changed(m_entries[above].id);
        changed(to);
        return;
    }
}

void OutlineModel::changed(const QString &id)
{
    if (const int row = rowOf(id); row >= 0)
        Q_EMIT dataChanged(index(row, 0), index(row, 0));
}

QModelIndex OutlineModel::indexOfNode(const QString &id) const
{
    const int row = rowOf(id);
    return row < 0 ? QModelIndex() : index(row, 0);
}

QModelIndex OutlineModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    // Nodes carry no number, wires that of the node above them.
    return createIndex(row,
                       column,
                       parent.isValid() ? m_entries[static_cast<std::size_t>(parent.row())].number
                                        : quintptr{0});
}

QModelIndex OutlineModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const int row = rowOf(static_cast<quintptr>(child.internalId()));
    return row < 0 ? QModelIndex() : createIndex(row, 0, quintptr{0});
}

int OutlineModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_entries.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return static_cast<int>(m_entries[static_cast<std::size_t>(parent.row())].wires.size());
}

int OutlineModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant OutlineModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_document)
        return {};
    const bool isWire = index.internalId() != 0;
    if (role == IsWireRole)
        return isWire;
    const int above = isWire ? rowOf(static_cast<quintptr>(index.internalId())) : index.row();
    if (above < 0)
        return {};
    const Entry &entry = m_entries[static_cast<std::size_t>(above)];
    return isWire ? wireData(entry.wires.value(index.row()), role) : nodeData(entry, role);
}

QVariant OutlineModel::nodeData(const Entry &entry, int role) const
{
    const Node *node = m_document->pipeline().node(entry.id);
    if (!node)
        return {};
    const NodeDescriptor *descriptor = findDescriptor(node->kind);
    switch (role) {
    case NodeIdRole:
        return entry.id;
    case Qt::DisplayRole:
    case TitleRole:
        return m_document->labelOf(entry.id);
    case KindRole:
        return node->kind.name;
    case CategoryRole:
        return descriptor ? categoryName(descriptor->category) : QStringLiteral("unknown");
    case SeverityRole: {
        const QList<Problem> problems = m_document->problemsOf(entry.id);
        if (problems.isEmpty())
            return QString();
        return hasErrors(problems) ? QStringLiteral("error") : QStringLiteral("warning");
    }
    case DisabledRole:
        return node->disabled != Disabled::No;
    case DescriptionRole:
        return describe(entry);
    default:
        return {};
    }
}

QVariant OutlineModel::wireData(const Wire &wire, int role) const
{
    switch (role) {
    case NodeIdRole:
        return wire.from;
    case Qt::DisplayRole:
    case TitleRole:
    case DescriptionRole:
        return QStringLiteral("%1 \u2192 %2").arg(wire.port, m_document->labelOf(wire.to));
    case PortRole:
        return wire.port;
    case ToRole:
        return wire.to;
    case KeyRole:
        return wireKey(wire);
    default:
        return {};
    }
}

QString OutlineModel::describe(const Entry &entry) const
{
    const Node &node = *m_document->pipeline().node(entry.id);
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    QStringList inputs;
    for (const Wire &wire : m_document->wires()) {
        if (wire.to == entry.id)
            inputs += m_document->labelOf(wire.from);
    }
    QStringList parts{
        QStringLiteral("%1 \"%2\"")
            .arg(descriptor ? descriptor->title : node.kind.name, m_document->labelOf(entry.id))};
    if (!inputs.isEmpty())
        parts += QStringLiteral("%1 from %2")
                     .arg(inputs.size() == 1 ? QStringLiteral("1 input")
                                             : QStringLiteral("%1 inputs").arg(inputs.size()),
                          inputs.join(QStringLiteral(", ")));
    const qsizetype outputs = outputPortsOf(node).size();
    parts += outputs == 1 ? QStringLiteral("1 output") : QStringLiteral("%1 outputs").arg(outputs);
    if (node.disabled != Disabled::No)
        parts += QStringLiteral("disabled");
    const QList<Problem> problems = m_document->problemsOf(entry.id);
    if (!problems.isEmpty())
        parts += problems.size() == 1 ? QStringLiteral("1 problem")
                                      : QStringLiteral("%1 problems").arg(problems.size());
    return parts.join(QStringLiteral(", "));
}

QHash<int, QByteArray> OutlineModel::roleNames() const
{
    return {{IsWireRole, "isWire"},
            {NodeIdRole, "nodeId"},
            {TitleRole, "title"},
            {KindRole, "kind"},
            {CategoryRole, "category"},
            {PortRole, "port"},
            {ToRole, "to"},
            {KeyRole, "key"},
            {SeverityRole, "severity"},
            {DisabledRole, "disabled"},
            {DescriptionRole, "description"}};
}

} // namespace Saltern
