#include "app/studio/models/nodekindmodel.h"

#include "app/studio/models/categoryname.h"
#include "engine/pipeline/nodepages.h"
#include "engine/pipeline/registry.h"

#include <algorithm>
#include <optional>

namespace Saltern {

namespace {

// How well a kind fits what somebody types; lower is better, nothing when it does not.
std::optional<int> distance(const NodeDescriptor &kind, const QString &filter)
{
    if (filter.isEmpty())
        return 0;
    if (kind.title.startsWith(filter, Qt::CaseInsensitive) ||
        kind.kind.startsWith(filter, Qt::CaseInsensitive))
        return 1;
    if (kind.title.contains(filter, Qt::CaseInsensitive) ||
        kind.kind.contains(filter, Qt::CaseInsensitive))
        return 2;
    if (kind.summary.contains(filter, Qt::CaseInsensitive) ||
        categoryName(kind.category).startsWith(filter, Qt::CaseInsensitive))
        return 3;
    if (kind.help.contains(filter, Qt::CaseInsensitive))
        return 4;
    return std::nullopt;
}

QString iconOf(Category category)
{
    switch (category) {
    case Category::Trigger:
        return QStringLiteral("events");
    case Category::Logic:
        return QStringLiteral("design");
    case Category::Function:
        return QStringLiteral("functions");
    case Category::Action:
        break;
    }
    return QStringLiteral("play");
}

} // namespace

NodeKindModel::NodeKindModel(QObject *parent) : QAbstractListModel(parent)
{
    read();
}

void NodeKindModel::setFilter(const QString &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    read();
    Q_EMIT filterChanged();
}

void NodeKindModel::setOnlyWithInput(bool only)
{
    if (only == m_onlyWithInput)
        return;
    m_onlyWithInput = only;
    read();
    Q_EMIT filterChanged();
}

void NodeKindModel::setOnlyWithOutput(bool only)
{
    if (only == m_onlyWithOutput)
        return;
    m_onlyWithOutput = only;
    read();
    Q_EMIT filterChanged();
}

void NodeKindModel::read()
{
    std::vector<std::pair<int, const NodeDescriptor *>> found;
    for (const NodeDescriptor &kind : nodeDescriptors()) {
        const auto fit = distance(kind, m_filter.trimmed());
        if (fit && (!m_onlyWithInput || kind.hasInput()) &&
            (!m_onlyWithOutput || !kind.outputs.empty()))
            found.emplace_back(*fit * 8 + static_cast<int>(kind.category), &kind);
    }
    std::stable_sort(
        found.begin(), found.end(), [](auto &a, auto &b) { return a.first < b.first; });
    beginResetModel();
    m_shown.clear();
    for (const auto &[fit, kind] : found)
        m_shown.append(kind);
    endResetModel();
    Q_EMIT countChanged();
}

int NodeKindModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant NodeKindModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const NodeDescriptor &kind = *m_shown[index.row()];
    switch (role) {
    case KindRole:
        return kind.kind;
    case CategoryRole:
        return categoryName(kind.category);
    case CategoryTitleRole:
        return categoryTitle(kind.category);
    case Qt::DisplayRole:
    case TitleRole:
        return kind.title;
    case SummaryRole:
        return kind.summary;
    case HelpRole:
        return kind.help;
    case IconRole:
        return iconOf(kind.category);
    default:
        return {};
    }
}

QHash<int, QByteArray> NodeKindModel::roleNames() const
{
    return {{KindRole, "kind"},
            {CategoryRole, "category"},
            {CategoryTitleRole, "categoryTitle"},
            {TitleRole, "title"},
            {SummaryRole, "summary"},
            {HelpRole, "help"},
            {IconRole, "iconName"}};
}

} // namespace Saltern
