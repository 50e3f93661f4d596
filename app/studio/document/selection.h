#pragma once

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

class PipelineDocument;

/// What is selected in a document: ids of nodes, keys of wires ("from.port->to"), ids of frames and
/// notes. Shared by canvas, outline and inspector; not undone. What is removed leaves it.
class Selection : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Every document has one.")
    Q_PROPERTY(QStringList nodes READ nodes NOTIFY changed)
    Q_PROPERTY(QStringList wires READ wires NOTIFY changed)
    Q_PROPERTY(QStringList frames READ frames NOTIFY changed)
    Q_PROPERTY(QStringList notes READ notes NOTIFY changed)
    Q_PROPERTY(QString current READ current NOTIFY changed)
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(bool empty READ isEmpty NOTIFY changed)

public:
    explicit Selection(PipelineDocument &document);

    QStringList nodes() const { return m_nodes; }
    QStringList wires() const { return m_wires; }
    QStringList frames() const { return m_frames; }
    QStringList notes() const { return m_notes; }
    int count() const;
    bool isEmpty() const { return count() == 0; }

    /// The node that the inspector shows first: the one that was selected last; empty when none is.
    QString current() const { return m_nodes.isEmpty() ? QString() : m_nodes.last(); }

    Q_INVOKABLE bool contains(const QString &nodeId) const { return m_nodes.contains(nodeId); }
    Q_INVOKABLE bool containsWire(const QString &key) const { return m_wires.contains(key); }
    Q_INVOKABLE bool containsFrame(const QString &id) const { return m_frames.contains(id); }
    Q_INVOKABLE bool containsNote(const QString &id) const { return m_notes.contains(id); }

    /// Each leaves only that selected.
    Q_INVOKABLE void set(const QStringList &nodeIds);
    Q_INVOKABLE void setWires(const QStringList &keys);
    Q_INVOKABLE void setFrame(const QString &id);
    Q_INVOKABLE void setNote(const QString &id);

    Q_INVOKABLE void add(const QStringList &nodeIds);
    Q_INVOKABLE void toggle(const QString &nodeId);
    Q_INVOKABLE void toggleAll(const QStringList &nodeIds);
    Q_INVOKABLE void toggleWire(const QString &key);
    Q_INVOKABLE void clear();
    Q_INVOKABLE void selectAll();

    /// Adds what leads to the selected nodes, what follows them, or both.
    Q_INVOKABLE void upstream();
    Q_INVOKABLE void downstream();
    Q_INVOKABLE void connected();

    /// The wires between selected nodes, for highlighting (C28).
    Q_INVOKABLE QStringList innerWires() const;

Q_SIGNALS:
    void changed();

private:
    void replace(const QStringList &nodes,
                 const QStringList &wires = {},
                 const QStringList &frames = {},
                 const QStringList &notes = {});
    QStringList reached(bool forward, bool backward) const;
    void prune();
    void rename(const QString &from, const QString &to);

    PipelineDocument &m_document;
    QStringList m_nodes;
    QStringList m_wires;
    QStringList m_frames;
    QStringList m_notes;
};

} // namespace Saltern
