#pragma once

#include "engine/pipeline/descriptor.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <vector>

namespace Saltern {

class PipelineDocument;

/// The inspector's form of one or several nodes, made from their kinds' descriptors: one row for
/// each setting, in the descriptor's order. Entries of lists and maps, and fields of objects,
/// follow the row that they belong to, one `depth` deeper. With several nodes only the settings
/// that all of them have are listed; what differs is mixed.
class ParameterModel : public QAbstractListModel
{
    Q_OBJECT
    Q_MOC_INCLUDE("app/studio/document/pipelinedocument.h")
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)
    Q_PROPERTY(QStringList nodes READ nodes WRITE setNodes NOTIFY nodesChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool unknownKind READ isUnknownKind NOTIFY nodesChanged)

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        PointerRole, // inside the node: "/retry/max"
        TypeRole,    // "text", "integer", "number", "boolean", "duration", "byteSize", "choice",
                     // "pattern", "path", "code", "url", "target", "cron", "timeZone", "list",
                     // "map", "object", "json"
        TitleRole,
        HelpRole,
        ValueRole, // as written, or else the default
        HasValueRole,
        IsMixedRole,
        DefaultTextRole,
        UnitRole,
        ChoicesRole,
        RequiredRole,
        TemplatedRole,
        AdvancedRole,
        ProblemRole, // the first one's sentence; empty when all is well
        ProblemSeverityRole,
        DepthRole,
        EntryRole,   // it is an entry of a list or map and can be taken out
        CountRole,   // entries of a list or map
        MinimumRole, // numbers; undefined when there is none
        MaximumRole,
        ExampleTextRole,
        KindsRole, // {name, title, help} of what an entry of a list may be; empty = only one thing
    };
    Q_ENUM(Role)

    explicit ParameterModel(QObject *parent = nullptr);

    using FindKind = std::function<const NodeDescriptor *(const KindRef &)>;
    /// Where all of them read kinds from: a test's own instead of those that there are.
    static void useKinds(FindKind find);

    PipelineDocument *document() const { return m_document; }
    void setDocument(PipelineDocument *document);
    QStringList nodes() const { return m_nodes; }
    void setNodes(const QStringList &ids);
    int count() const { return static_cast<int>(m_rows.size()); }
    bool isUnknownKind() const { return m_unknownKind; }

    Q_INVOKABLE int rowOf(const QString &pointer) const;

    /// Each changes the document by one step of undo.
    Q_INVOKABLE void setValue(int row, const QVariant &value);
    Q_INVOKABLE void reset(int row);
    /// Adds an entry to a list, or under `key` to a map. Where entries are of several kinds, `key`
    /// names one.
    Q_INVOKABLE void addEntry(int row, const QString &key = {});
    Q_INVOKABLE void removeEntry(int row);
    Q_INVOKABLE void moveEntry(int row, int by);
    /// Gives an entry of a map another key.
    Q_INVOKABLE void renameEntry(int row, const QString &key);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void documentChanged();
    void nodesChanged();
    void countChanged();

private:
    struct Row
    {
        Parameter parameter;
        QString name; // an entry's index or key
        QString pointer;
        QString entryPointer; // of an entry: what is moved or taken out
        QJsonValue value;     // of the first node; Undefined when not written
        bool mixed = false;
        bool entry = false;
        int depth = 0;
        int count = 0;
        QString problem;
        QString severity;

        bool operator==(const Row &other) const;
    };

    void read();
    void show(std::vector<Row> rows);
    void appendRows(std::vector<Row> &rows, const Parameter &parameter, Row row) const;
    std::vector<Parameter> commonSettings();
    const Row *rowAt(int row) const;
    QJsonValue valueOf(const QString &node, const QString &pointer) const;

    QPointer<PipelineDocument> m_document;
    QStringList m_nodes;
    bool m_unknownKind = false;
    std::vector<Row> m_rows;
};

} // namespace Saltern
