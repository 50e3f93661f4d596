#include "app/studio/document/opendocuments.h"

#include "app/studio/document/pipelinedocument.h"

#include <QQmlEngine>

#include <algorithm>

namespace Saltern {

OpenDocuments::OpenDocuments(QObject *parent) : QAbstractListModel(parent)
{
}

OpenDocuments::~OpenDocuments() = default;

PipelineDocument *OpenDocuments::at(int row) const
{
    return row >= 0 && row < count() ? m_documents[static_cast<std::size_t>(row)].get() : nullptr;
}

int OpenDocuments::rowOf(const PipelineDocument *document) const
{
    const auto found = std::find_if(
        m_documents.begin(), m_documents.end(), [&](auto &open) { return open.get() == document; });
    return found == m_documents.end() ? -1 : static_cast<int>(found - m_documents.begin());
}

void OpenDocuments::append(std::unique_ptr<PipelineDocument> document)
{
    PipelineDocument *added = document.get();
    QQmlEngine::setObjectOwnership(added, QQmlEngine::CppOwnership);
    connect(added, &PipelineDocument::headChanged, this, [this, added] {
        changed(added, {Qt::DisplayRole, TitleRole});
    });
    connect(added, &PipelineDocument::pathChanged, this, [this, added] {
        changed(added, {Qt::DisplayRole, TitleRole, PathRole});
    });
    connect(added, &PipelineDocument::modifiedChanged, this, [this, added] {
        changed(added, {ModifiedRole});
    });
    beginInsertRows({}, count(), count());
    m_documents.push_back(std::move(document));
    endInsertRows();
    Q_EMIT countChanged();
}

void OpenDocuments::remove(int row)
{
    if (!at(row))
        return;
    beginRemoveRows({}, row, row);
    // Views let go of it only when the row is gone.
    PipelineDocument *closed = m_documents[static_cast<std::size_t>(row)].release();
    m_documents.erase(m_documents.begin() + row);
    endRemoveRows();
    closed->disconnect(this);
    closed->deleteLater();
    Q_EMIT countChanged();
}

void OpenDocuments::move(int from, int to)
{
    if (!at(from) || !at(to) || from == to)
        return;
    beginMoveRows({}, from, from, {}, to > from ? to + 1 : to);
    auto moved = std::move(m_documents[static_cast<std::size_t>(from)]);
    m_documents.erase(m_documents.begin() + from);
    m_documents.insert(m_documents.begin() + to, std::move(moved));
    endMoveRows();
}

void OpenDocuments::changed(const PipelineDocument *document, const QList<int> &roles)
{
    if (const int row = rowOf(document); row >= 0)
        Q_EMIT dataChanged(index(row), index(row), roles);
}

int OpenDocuments::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant OpenDocuments::data(const QModelIndex &index, int role) const
{
    PipelineDocument *document = index.isValid() ? at(index.row()) : nullptr;
    if (!document)
        return {};
    switch (role) {
    case DocumentRole:
        return QVariant::fromValue(document);
    case Qt::DisplayRole:
    case TitleRole:
        return document->name().isEmpty() ? document->fileName() : document->name();
    case PathRole:
        return document->path();
    case ModifiedRole:
        return document->isModified();
    default:
        return {};
    }
}

QHash<int, QByteArray> OpenDocuments::roleNames() const
{
    return {{DocumentRole, "document"},
            {TitleRole, "title"},
            {PathRole, "path"},
            {ModifiedRole, "modified"}};
}

} // namespace Saltern
