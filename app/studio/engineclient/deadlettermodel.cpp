#include "app/studio/engineclient/deadlettermodel.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/eventtext.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/timetext.h"

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto refreshAfter = 200ms;

} // namespace

DeadLetterModel::DeadLetterModel(QObject *parent)
    : JsonListModel(QStringLiteral("number"),
                    {QStringLiteral("number"),
                     QStringLiteral("time"),
                     QStringLiteral("pipeline"),
                     QStringLiteral("node"),
                     QStringLiteral("type"),
                     QStringLiteral("summary"),
                     QStringLiteral("eventText"),
                     QStringLiteral("reason")},
                    parent)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(refreshAfter);
    connect(&m_refresh, &QTimer::timeout, this, &DeadLetterModel::refresh);
    EngineClient &client = EngineClient::instance();
    connect(&client, &EngineClient::stateChanged, this, &DeadLetterModel::refresh);
    connect(client.statistics(), &EngineStatistics::engineChanged, this, [this, &client] {
        if (std::exchange(m_known, client.statistics()->deadLetters()) != m_known)
            m_refresh.start();
    });
    connect(&m_source, &RunSource::replaced, this, [this] {
        ++m_asked;
        setRows(QList<QJsonObject>());
        refresh();
        Q_EMIT filterChanged();
    });
    connect(&m_source, &RunSource::changed, this, [this](const QJsonObject &change) {
        if (textOf(change, "what") == QLatin1StringView("dead") && record())
            m_refresh.start();
    });
}

void DeadLetterModel::setRecord(PlayRecord *record)
{
    m_source.setRecord(record);
}

void DeadLetterModel::setActive(bool active)
{
    if (std::exchange(m_active, active) == active)
        return;
    refresh();
    Q_EMIT filterChanged();
}

void DeadLetterModel::setPipeline(const QString &pipeline)
{
    if (std::exchange(m_pipeline, pipeline) == pipeline)
        return;
    refresh();
    Q_EMIT filterChanged();
}

void DeadLetterModel::refresh()
{
    if (m_active && m_source.isThere())
        load(0);
}

bool DeadLetterModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more;
}

void DeadLetterModel::fetchMore(const QModelIndex &)
{
    if (!std::exchange(m_more, false) || count() == 0)
        return;
    load(countOf(rows().last(), "number"));
}

void DeadLetterModel::load(qint64 before)
{
    QJsonObject params;
    if (!m_pipeline.isEmpty())
        params.insert(QStringLiteral("pipeline"), m_pipeline);
    if (before > 0)
        params.insert(QStringLiteral("before"), before);
    const int number = ++m_asked;
    m_source.ask(
        QStringLiteral("deadLetters.list"),
        params,
        this,
        [this, number, before](const QJsonObject &answer) {
            if (number != m_asked)
                return;
            m_more = answer.value(QLatin1StringView("more")).toBool();
            QList<QJsonObject> letters;
            const QJsonArray array = arrayOf(answer, "deadLetters");
            for (const QJsonValue &letter : array)
                letters.append(letter.toObject());
            if (before > 0)
                append(letters);
            else
                setRows(letters);
        },
        [](const Error &) {});
}

QVariant DeadLetterModel::value(const QJsonObject &row, const QString &role) const
{
    const QJsonObject event = objectOf(row, "event");
    if (role == QLatin1StringView("number"))
        return countOf(row, "number");
    if (role == QLatin1StringView("time"))
        return dayTime(textOf(row, "time"));
    if (role == QLatin1StringView("type"))
        return textOf(event, "type");
    if (role == QLatin1StringView("summary"))
        return eventSummary(event);
    if (role == QLatin1StringView("eventText"))
        return jsonText(event);
    return row.value(role).toString();
}

void DeadLetterModel::again(qint64 number, const QString &event)
{
    QJsonObject params{{QStringLiteral("number"), number}};
    if (!event.isEmpty())
        params.insert(QStringLiteral("event"), QJsonDocument::fromJson(event.toUtf8()).object());
    EngineClient::instance().ask(QStringLiteral("deadLetters.again"),
                                 params,
                                 this,
                                 [this, number](const QJsonObject &answer) {
                                     remove(QString::number(number));
                                     Q_EMIT begun(textOf(answer, "run"));
                                 });
}

void DeadLetterModel::drop(qint64 number)
{
    EngineClient::instance().ask(
        QStringLiteral("deadLetters.drop"),
        {{QStringLiteral("number"), number}},
        this,
        [this, number](const QJsonObject &) { remove(QString::number(number)); });
}

} // namespace Saltern
