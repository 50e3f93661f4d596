#include "app/studio/engineclient/runsource.h"

#include <QTimer>

namespace Saltern {

RunSource::RunSource(QObject *parent) : QObject(parent)
{
    EngineClient &client = EngineClient::instance();
    connect(&client, &EngineClient::changed, this, [this](const QJsonObject &change) {
        if (!m_record)
            Q_EMIT changed(change);
    });
    connect(&client, &EngineClient::changesSkipped, this, [this] {
        if (!m_record)
            Q_EMIT changesSkipped();
    });
}

void RunSource::setRecord(PlayRecord *record)
{
    if (record == m_record)
        return;
    if (m_record)
        m_record->disconnect(this);
    m_record = record;
    if (record) {
        connect(record, &PlayRecord::took, this, &RunSource::changed);
        connect(record, &PlayRecord::cleared, this, &RunSource::replaced);
    }
    Q_EMIT replaced();
}

void RunSource::ask(const QString &method,
                    const QJsonObject &params,
                    QObject *context,
                    EngineClient::Answer answer,
                    EngineClient::Refusal refusal)
{
    if (!m_record) {
        EngineClient::instance().ask(
            method, params, context, std::move(answer), std::move(refusal));
        return;
    }
    // Never from inside: who asks an engine is answered later, too.
    QTimer::singleShot(0,
                       context,
                       [result = m_record->answer(method, params),
                        answer = std::move(answer),
                        refusal = std::move(refusal)] {
                           if (result)
                               answer(*result);
                           else if (refusal)
                               refusal(result.error());
                           else
                               Q_EMIT EngineClient::instance().failed(result.error().message,
                                                                      result.error().remedy);
                       });
}

} // namespace Saltern
