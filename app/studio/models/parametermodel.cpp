#include "app/studio/models/parametermodel.h"

#include "app/studio/document/followdocument.h"
#include "app/studio/models/parametertype.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Saltern {

namespace {

QVariantList numbers(const std::optional<double> &value)
{
    return value ? QVariantList{*value} : QVariantList();
}

// What a new entry of a list or map begins with.
QJsonValue firstValue(const Parameter &parameter)
{
    if (!parameter.defaultValue.isUndefined())
        return parameter.defaultValue;
    switch (parameter.type) {
    case ParameterType::Integer:
    case ParameterType::Number:
        return parameter.minimum.value_or(0);
    case ParameterType::Boolean:
        return false;
    case ParameterType::List:
        return QJsonArray();
    case ParameterType::Map:
    case ParameterType::Json:
    case ParameterType::Pattern:
        return QJsonObject();
    case ParameterType::Choice:
        return parameter.choices.value(0);
    case ParameterType::Object: {
        QJsonObject fields;
        for (const Parameter &field : parameter.fields) {
            if (field.required)
                fields.insert(field.name, firstValue(field));
        }
        return fields;
    }
    default:
        return parameter.example.isUndefined() ? QJsonValue(QString()) : parameter.example;
    }
}

ParameterModel::FindKind &findKind()
{
    static ParameterModel::FindKind find = findDescriptor;
    return find;
}

/// What an entry of the list may be: of an object that needs none of its fields it is one of them.
std::vector<Parameter> kindsOfEntry(const Parameter &list)
{
    if (list.type != ParameterType::List || list.fields.empty() ||
        list.fields.front().type != ParameterType::Object)
        return {};
    const std::vector<Parameter> &fields = list.fields.front().fields;
    const bool needsOne =
        std::ranges::any_of(fields, [](const Parameter &field) { return field.required; });
    return needsOne ? std::vector<Parameter>() : fields;
}

/// The one that an entry is; null when it is none or several.
const Parameter *kindOf(const QJsonValue &entry, const std::vector<Parameter> &kinds)
{
    const QJsonObject object = entry.toObject();
    const auto found = std::ranges::find_if(
        kinds, [&](const Parameter &kind) { return object.contains(kind.name); });
    return object.size() == 1 && found != kinds.end() ? &*found : nullptr;
}

QVariantList described(const std::vector<Parameter> &kinds)
{
    QVariantList list;
    for (const Parameter &kind : kinds)
        list.append(QVariantMap{{QStringLiteral("name"), kind.name},
                                {QStringLiteral("title"), kind.title},
                                {QStringLiteral("help"), kind.help}});
    return list;
}

QJsonArray asList(const QJsonValue &value)
{
    return value.isArray() || value.isUndefined() ? value.toArray() : QJsonArray{value};
}

} // namespace

bool ParameterModel::Row::operator==(const Row &other) const
{
    return pointer == other.pointer && value == other.value && mixed == other.mixed &&
           problem == other.problem && severity == other.severity && count == other.count;
}

void ParameterModel::useKinds(FindKind find)
{
    findKind() = std::move(find);
}

ParameterModel::ParameterModel(QObject *parent) : QAbstractListModel(parent)
{
}

void ParameterModel::setDocument(PipelineDocument *document)
{
    followDocument(
        this,
        m_document,
        document,
        [this](PipelineDocument *fresh) {
            connect(fresh, &PipelineDocument::edited, this, &ParameterModel::read);
            connect(fresh, &PipelineDocument::problemsChanged, this, &ParameterModel::read);
            connect(fresh,
                    &PipelineDocument::nodeRenamed,
                    this,
                    [this](const QString &from, const QString &to) {
                        for (QString &id : m_nodes)
                            id = id == from ? to : id;
                    });
        },
        &ParameterModel::read);
}

void ParameterModel::setNodes(const QStringList &ids)
{
    if (ids == m_nodes)
        return;
    m_nodes = ids;
    read();
    Q_EMIT nodesChanged();
}

std::vector<Parameter> ParameterModel::commonSettings()
{
    std::vector<Parameter> common;
    m_unknownKind = false;
    for (qsizetype i = 0; i < m_nodes.size() && m_document; ++i) {
        const Node *node = m_document->pipeline().node(m_nodes[i]);
        const NodeDescriptor *descriptor = node ? findKind()(node->kind) : nullptr;
        if (!descriptor) {
            m_unknownKind = node != nullptr;
            return {};
        }
        std::vector<Parameter> settings = allParameters(*descriptor);
        if (i == 0) {
            common = std::move(settings);
            continue;
        }
        const auto lacks = [&](const Parameter &wanted) {
            return std::none_of(settings.begin(), settings.end(), [&](const Parameter &other) {
                return other.name == wanted.name && other.type == wanted.type;
            });
        };
        common.erase(std::remove_if(common.begin(), common.end(), lacks), common.end());
    }
    return common;
}

QJsonValue ParameterModel::valueOf(const QString &id, const QString &pointer) const
{
    const Node *node = m_document ? m_document->pipeline().node(id) : nullptr;
    return node ? valueAtPointer(node->parameters, pointer) : QJsonValue(QJsonValue::Undefined);
}

void ParameterModel::appendRows(std::vector<Row> &rows, const Parameter &parameter, Row row) const
{
    row.parameter = parameter;
    row.value = valueOf(m_nodes.first(), row.pointer);
    row.mixed = std::any_of(m_nodes.begin() + 1, m_nodes.end(), [&](const QString &id) {
        return valueOf(id, row.pointer) != row.value;
    });
    const QJsonValue value = row.value;
    const QString pointer = row.pointer;
    const int depth = row.depth + 1;
    const bool opens = !row.mixed && !parameter.fields.empty();
    const QJsonArray list = parameter.type == ParameterType::List ? asList(value) : QJsonArray();
    const QJsonObject map = parameter.type == ParameterType::Map ? value.toObject() : QJsonObject();
    row.count = static_cast<int>(list.size() + map.size());
    rows.push_back(std::move(row));
    if (!opens)
        return;
    const auto child = [&](const Parameter &field, const QString &name, bool isEntry) {
        const QString inside = pointerTo(pointer, name);
        appendRows(rows,
                   field,
                   {.name = name,
                    .pointer = inside,
                    .entryPointer = isEntry ? inside : QString(),
                    .entry = isEntry,
                    .depth = depth});
    };
    // An entry of one kind of several is shown as what it is, without a row around it.
    const std::vector<Parameter> kinds = kindsOfEntry(parameter);
    const auto entryOfKind = [&](const Parameter &kind, qsizetype i) {
        const QString entry = pointerTo(pointer, i);
        appendRows(rows,
                   kind,
                   {.name = QString::number(i),
                    .pointer = pointerTo(entry, kind.name),
                    .entryPointer = entry,
                    .entry = true,
                    .depth = depth});
    };
    if (parameter.type == ParameterType::Object) {
        for (const Parameter &field : parameter.fields)
            child(field, field.name, false);
    }
    // A single value that stands for a list of one has no entry to point at.
    for (qsizetype i = 0; value.isArray() && i < list.size(); ++i) {
        if (const Parameter *kind = kindOf(list.at(i), kinds))
            entryOfKind(*kind, i);
        else
            child(parameter.fields.front(), QString::number(i), true);
    }
    for (auto entry = map.begin(); entry != map.end(); ++entry)
        child(parameter.fields.front(), entry.key(), true);
}

void ParameterModel::read()
{
    std::vector<Row> rows;
    for (const Parameter &parameter : commonSettings())
        appendRows(rows,
                   parameter,
                   {.name = parameter.name, .pointer = pointerTo(QString(), parameter.name)});
    QHash<QString, Problem> problems;
    if (m_document && m_nodes.size() == 1) {
        const QString above = pointerTo(QStringLiteral("/nodes"), m_nodes.first());
        const QList<Problem> found = m_document->problemsOf(m_nodes.first());
        for (const Problem &problem : found) {
            // What is wrong inside a value that has no rows of its own belongs to its row.
            QString at = problem.pointer.mid(above.size());
            while (!at.isEmpty() && std::none_of(rows.begin(), rows.end(), [&](const Row &row) {
                return row.pointer == at;
            }))
                at = parentPointer(at);
            if (!problems.contains(at))
                problems.insert(at, problem);
        }
    }
    for (Row &row : rows) {
        const auto problem = problems.find(row.pointer);
        if (problem == problems.end())
            continue;
        row.problem = QString(problem->message + u' ' + problem->remedy).trimmed();
        row.severity = problem->severity == Severity::Error ? QStringLiteral("error")
                                                            : QStringLiteral("warning");
    }
    show(std::move(rows));
}

// Rows keep their place while their values change, so that a field keeps the cursor.
void ParameterModel::show(std::vector<Row> rows)
{
    const bool sameForm = std::equal(
        rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) {
            return a.pointer == b.pointer && a.parameter.type == b.parameter.type &&
                   a.parameter.title == b.parameter.title && a.entry == b.entry;
        });
    if (!sameForm) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        Q_EMIT countChanged();
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        const QModelIndex changed = index(static_cast<int>(i));
        Q_EMIT dataChanged(changed, changed);
    }
}

const ParameterModel::Row *ParameterModel::rowAt(int row) const
{
    return row >= 0 && row < count() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

int ParameterModel::rowOf(const QString &pointer) const
{
    const auto found = std::find_if(
        m_rows.begin(), m_rows.end(), [&](const Row &row) { return row.pointer == pointer; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void ParameterModel::setValue(int row, const QVariant &value)
{
    if (const Row *at = rowAt(row); at && m_document)
        m_document->setParameter(m_nodes, at->pointer, value);
}

void ParameterModel::reset(int row)
{
    if (const Row *at = rowAt(row); at && m_document)
        m_document->clearParameter(m_nodes, at->pointer);
}

void ParameterModel::addEntry(int row, const QString &key)
{
    const Row *at = rowAt(row);
    if (!at || !m_document || at->parameter.fields.empty())
        return;
    const std::vector<Parameter> kinds = kindsOfEntry(at->parameter);
    const auto kind = std::ranges::find(kinds, key, &Parameter::name);
    const QJsonValue added = kind != kinds.end()
                                 ? QJsonValue(QJsonObject{{kind->name, firstValue(*kind)}})
                                 : firstValue(at->parameter.fields.front());
    if (at->parameter.type == ParameterType::Map) {
        const QString pointer = pointerTo(at->pointer, key);
        if (!key.isEmpty() && rowOf(pointer) < 0)
            m_document->setParameter(m_nodes, pointer, added.toVariant());
    } else if (at->parameter.type == ParameterType::List) {
        QJsonArray list = asList(at->value);
        list.append(added);
        m_document->setParameter(m_nodes, at->pointer, list.toVariantList());
    }
}

void ParameterModel::removeEntry(int row)
{
    if (const Row *at = rowAt(row); at && at->entry && m_document)
        m_document->clearParameter(m_nodes, at->entryPointer);
}

void ParameterModel::moveEntry(int row, int by)
{
    const Row *at = rowAt(row);
    if (!at || !at->entry || !m_document)
        return;
    const QString above = parentPointer(at->entryPointer);
    QJsonArray list = valueOf(m_nodes.first(), above).toArray();
    const qsizetype from = at->name.toLongLong();
    const qsizetype to = from + by;
    if (from >= list.size() || to < 0 || to >= list.size())
        return;
    const QJsonValue moved = list.takeAt(from);
    list.insert(to, moved);
    m_document->setParameter(m_nodes, above, list.toVariantList());
}

void ParameterModel::renameEntry(int row, const QString &key)
{
    const Row *at = rowAt(row);
    if (!at || !at->entry || !m_document || key.isEmpty() || key == at->name)
        return;
    const QString above = parentPointer(at->pointer);
    QJsonObject map = valueOf(m_nodes.first(), above).toObject();
    if (map.contains(key) || !map.contains(at->name))
        return;
    map.insert(key, map.take(at->name));
    m_document->setParameter(m_nodes, above, map.toVariantMap());
}

int ParameterModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ParameterModel::data(const QModelIndex &index, int role) const
{
    const Row *row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (!row)
        return {};
    const Parameter &parameter = row->parameter;
    switch (role) {
    case NameRole:
        return row->name;
    case PointerRole:
        return row->pointer;
    case TypeRole:
        return parameterTypeName(parameter.type);
    case Qt::DisplayRole:
    case TitleRole:
        return parameter.title.isEmpty() ? row->name : parameter.title;
    case HelpRole:
        return parameter.help;
    case ValueRole:
        return (row->value.isUndefined() ? parameter.defaultValue : row->value).toVariant();
    case HasValueRole:
        return !row->value.isUndefined();
    case IsMixedRole:
        return row->mixed;
    case DefaultTextRole:
        return shortText(parameter.defaultValue);
    case ExampleTextRole:
        return shortText(parameter.example);
    case UnitRole:
        return parameter.unit;
    case ChoicesRole:
        return parameter.choices;
    case RequiredRole:
        return parameter.required;
    case TemplatedRole:
        return parameter.templated;
    case AdvancedRole:
        return parameter.advanced;
    case ProblemRole:
        return row->problem;
    case ProblemSeverityRole:
        return row->severity;
    case DepthRole:
        return row->depth;
    case EntryRole:
        return row->entry;
    case CountRole:
        return row->count;
    case MinimumRole:
        return numbers(parameter.minimum).value(0);
    case MaximumRole:
        return numbers(parameter.maximum).value(0);
    case KindsRole:
        return described(kindsOfEntry(parameter));
    default:
        return {};
    }
}

QHash<int, QByteArray> ParameterModel::roleNames() const
{
    return {{NameRole, "name"},
            {PointerRole, "pointer"},
            {TypeRole, "type"},
            {TitleRole, "title"},
            {HelpRole, "help"},
            {ValueRole, "value"},
            {HasValueRole, "hasValue"},
            {IsMixedRole, "isMixed"},
            {DefaultTextRole, "defaultText"},
            {ExampleTextRole, "exampleText"},
            {UnitRole, "unit"},
            {ChoicesRole, "choices"},
            {RequiredRole, "required"},
            {TemplatedRole, "templated"},
            {AdvancedRole, "advanced"},
            {ProblemRole, "problem"},
            {ProblemSeverityRole, "problemSeverity"},
            {DepthRole, "depth"},
            {EntryRole, "isEntry"},
            {CountRole, "entryCount"},
            {MinimumRole, "minimum"},
            {MaximumRole, "maximum"},
            {KindsRole, "kinds"}};
}

} // namespace Saltern
