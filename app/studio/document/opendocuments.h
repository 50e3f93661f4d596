#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace Saltern {

class PipelineDocument;

/// The documents that are open, in the order of their tabs. Owns them.
class OpenDocuments : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workspace has them.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        DocumentRole = Qt::UserRole + 1,
        TitleRole, // the pipeline's name, or else the file's
        PathRole,
        ModifiedRole,
    };
    Q_ENUM(Role)

    explicit OpenDocuments(QObject *parent = nullptr);
    ~OpenDocuments() override;

    int count() const { return static_cast<int>(m_documents.size()); }
    Q_INVOKABLE Saltern::PipelineDocument *at(int row) const;
    int rowOf(const PipelineDocument *document) const;

    void append(std::unique_ptr<PipelineDocument> document);
    void remove(int row);
    Q_INVOKABLE void move(int from, int to);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    void changed(const PipelineDocument *document, const QList<int> &roles);

    std::vector<std::unique_ptr<PipelineDocument>> m_documents;
};

} // namespace Saltern
