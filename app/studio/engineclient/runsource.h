#pragma once

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/playrecord.h"

#include <QPointer>

namespace Saltern {

/// Where a model learns what happened: from the engine, or from what a demo or a replay told. It
/// asks both alike and hears of changes from whichever it is. GUI thread.
class RunSource : public QObject
{
    Q_OBJECT
public:
    explicit RunSource(QObject *parent);

    /// Null = the engine.
    PlayRecord *record() const { return m_record; }
    void setRecord(PlayRecord *record);
    /// It can be asked now.
    bool isThere() const { return m_record || EngineClient::instance().isConnected(); }

    /// As EngineClient::ask().
    void ask(const QString &method,
             const QJsonObject &params,
             QObject *context,
             EngineClient::Answer answer,
             EngineClient::Refusal refusal = {});

Q_SIGNALS:
    void changed(const QJsonObject &change);
    /// There is no knowing what changed: ask again.
    void changesSkipped();
    /// What was known is not true of it: it is another source, or begins anew.
    void replaced();

private:
    QPointer<PlayRecord> m_record;
};

} // namespace Saltern
