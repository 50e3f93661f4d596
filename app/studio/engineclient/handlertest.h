#pragma once

#include "app/studio/document/pipelinedocument.h"

#include <QVariantMap>

namespace Saltern {

/// "Test with last event": calls one node alone, as the document stands, and keeps what came back.
/// A newer test replaces an older one. GUI thread.
class HandlerTest : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString node READ node NOTIFY changed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    /// {text, log, milliseconds, error}; empty before the first test.
    Q_PROPERTY(QVariantMap result READ result NOTIFY changed)

public:
    explicit HandlerTest(QObject *parent = nullptr);

    QString node() const { return m_node; }
    bool isRunning() const { return m_running; }
    QVariantMap result() const { return m_result; }

    /// `scope` has `trigger` and `steps`, what the node's templates read beside the event.
    Q_INVOKABLE void run(Saltern::PipelineDocument *document,
                         const QString &node,
                         const QVariantMap &event,
                         const QVariantMap &scope = {});

Q_SIGNALS:
    void changed();

private:
    void finish(int number, const QVariantMap &result);

    QString m_node;
    QVariantMap m_result;
    bool m_running = false;
    int m_asked = 0;
};

} // namespace Saltern
