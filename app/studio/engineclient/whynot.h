#pragma once

#include "app/studio/document/pipelinedocument.h"
#include "app/studio/engineclient/jsonlistmodel.h"

namespace Saltern {

/// Why a node did not take an event: a row for each clause of its pattern with the value it saw.
class WhyNot : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString node READ node NOTIFY changed)
    Q_PROPERTY(bool matched READ isMatched NOTIFY changed)
    /// The answer as a sentence, or why there is none; empty = nothing was asked.
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)

public:
    explicit WhyNot(QObject *parent = nullptr);

    QString node() const { return m_node; }
    bool isMatched() const { return m_matched; }
    QString outcome() const { return m_outcome; }

    /// Of the document as it stands, run or not. `event` is JSON.
    Q_INVOKABLE void
    ask(Saltern::PipelineDocument *document, const QString &node, const QString &event);
    Q_INVOKABLE void clear();

Q_SIGNALS:
    void changed();

private:
    void show(const QString &outcome, bool matched, QJsonArray clauses);

    QString m_node;
    QString m_outcome;
    bool m_matched = false;
    int m_asked = 0;
};

} // namespace Saltern
