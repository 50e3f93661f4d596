#pragma once

#include "app/studio/document/pipelinedocument.h"

#include <QPointer>
#include <QVariantMap>

namespace Saltern {

/// What kind of node one is, and what its templates and patterns are tried on: an example derived
/// from the triggers that lead to it, or the event that really arrived last. GUI thread.
class NodeSample : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)
    Q_PROPERTY(QString nodeId READ nodeId WRITE setNodeId NOTIFY scopeChanged)
    /// The last real event, a CloudEvents object; null or undefined while there is none.
    Q_PROPERTY(QVariant lastEvent READ lastEvent WRITE setLastEvent NOTIFY scopeChanged)
    /// {trigger, steps} of the run in which that event arrived; empty while there is none.
    Q_PROPERTY(QVariantMap lastScope READ lastScope WRITE setLastScope NOTIFY scopeChanged)
    /// An example of what leaves the node by its first output.
    Q_PROPERTY(QVariantMap outputExample READ outputExample NOTIFY scopeChanged)
    /// {event, trigger, steps, run, host, secret}; see sampleScope().
    Q_PROPERTY(QVariantMap scope READ scope NOTIFY scopeChanged)
    /// The event that arrives, or that a trigger sends.
    Q_PROPERTY(QVariantMap event READ event NOTIFY scopeChanged)
    /// "trigger", "logic", "function", "action"; empty for a kind that is not known.
    Q_PROPERTY(QString category READ category NOTIFY kindChanged)
    /// Whether the kind has a setting for source text.
    Q_PROPERTY(bool hasCode READ hasCode NOTIFY kindChanged)
    /// Whether one event is enough to see what the node does with it, touching nothing outside.
    Q_PROPERTY(bool testable READ isTestable NOTIFY kindChanged)
    Q_PROPERTY(bool isExample READ isExample NOTIFY scopeChanged)

public:
    using QObject::QObject;

    PipelineDocument *document() const { return m_document; }
    void setDocument(PipelineDocument *document);
    QString nodeId() const { return m_nodeId; }
    void setNodeId(const QString &id);
    QVariant lastEvent() const { return m_lastEvent; }
    void setLastEvent(const QVariant &event);
    QVariantMap lastScope() const { return m_lastScope; }
    void setLastScope(const QVariantMap &scope);
    QVariantMap outputExample() const;
    QVariantMap scope() const { return m_scope; }
    QVariantMap event() const;
    bool isExample() const;
    QString category() const { return m_category; }
    bool hasCode() const { return m_hasCode; }
    bool isTestable() const { return m_isTestable; }

Q_SIGNALS:
    void documentChanged();
    void scopeChanged();
    void kindChanged();

private:
    void refresh();
    void insertReal(QVariantMap &scope) const;
    void readKind();

    QPointer<PipelineDocument> m_document;
    QString m_nodeId;
    QVariant m_lastEvent;
    QVariantMap m_lastScope;
    QVariantMap m_scope;
    QString m_category;
    bool m_hasCode = false;
    bool m_isTestable = false;
};

} // namespace Saltern
