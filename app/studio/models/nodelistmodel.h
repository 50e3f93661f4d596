#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QPointer>
#include <QSet>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

class PipelineDocument;

/// The nodes of a document, one row each, in the order of the text. Rows move and change one by
/// one; there is no reset after the document is set, except when its text was reordered.
class NodeListModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        NodeIdRole = Qt::UserRole + 1,
        KindRole,
        CategoryRole, // "trigger", "logic", "function", "action", "unknown"
        LabelRole,    // as written, may be empty
        TitleRole,    // what stands in the node: the label, or else the id
        NoteRole,
        SummaryLinesRole,
        XRole,
        YRole,
        WidthRole,
        HeightRole,
        HasInputRole,
        InputYRole,          // from the node's upper edge
        OutputPortsRole,     // [{name, title, help, y}]
        ProblemSeverityRole, // "", "warning", "error"
        ProblemTextsRole,
        DisabledRole, // "no", "stop", "bypass"
        PinnedRole,
        UnknownKindRole,
        SelectedRole,
    };
    Q_ENUM(Role)

    explicit NodeListModel(QObject *parent = nullptr);
    ~NodeListModel() override;

    PipelineDocument *document() const { return m_document; }
    void setDocument(PipelineDocument *document);
    int count() const { return static_cast<int>(m_ids.size()); }

    Q_INVOKABLE int rowOf(const QString &nodeId) const { return m_rows.value(nodeId, -1); }
    Q_INVOKABLE QString idAt(int row) const { return m_ids.value(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void documentChanged();
    void countChanged();

private:
    struct Trouble
    {
        QString severity;
        QStringList texts;

        bool operator==(const Trouble &) const = default;
    };

    void readAll();
    void insert(const QString &id);
    void remove(const QString &id);
    void rename(const QString &from, const QString &to);
    void changed(const QString &id, const QList<int> &roles = {});
    void readProblems();
    void selectionChanged();
    void indexRows();

    QPointer<PipelineDocument> m_document;
    QStringList m_ids;
    QHash<QString, int> m_rows;
    QHash<QString, Trouble> m_troubles;
    QSet<QString> m_selected;
};

} // namespace Saltern
