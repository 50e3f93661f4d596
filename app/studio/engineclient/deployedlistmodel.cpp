#include "app/studio/engineclient/deployedlistmodel.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/livetopic.h"
#include "app/studio/engineclient/timetext.h"

namespace Saltern {

DeployedListModel::DeployedListModel(QObject *parent)
    : JsonListModel(QStringLiteral("pipeline"),
                    {QStringLiteral("pipeline"),
                     QStringLiteral("title"),
                     QStringLiteral("mode"),
                     QStringLiteral("since"),
                     QStringLiteral("document"),
                     QStringLiteral("nodes")},
                    parent)
    , m_topic(new LiveTopic(QStringLiteral("pipelines"), this))
{
    EngineClient &client = EngineClient::instance();
    connect(m_topic, &LiveTopic::begun, this, [this](const QJsonObject &answer) {
        setRows(arrayOf(answer, "pipelines"));
        tell();
    });
    connect(m_topic, &LiveTopic::received, this, &DeployedListModel::take);
    connect(&client, &EngineClient::stateChanged, this, [this, &client] {
        if (client.isConnected() || count() == 0)
            return;
        setRows(QList<QJsonObject>());
        tell();
    });
    m_topic->listen();
}

void DeployedListModel::take(const QJsonObject &news)
{
    if (const QString stopped = textOf(news, "stopped"); !stopped.isEmpty())
        remove(stopped);
    else
        put(objectOf(news, "pipeline"), count());
    tell();
}

void DeployedListModel::tell()
{
    ++m_change;
    Q_EMIT changed();
}

QVariant DeployedListModel::value(const QJsonObject &row, const QString &role) const
{
    if (role == QLatin1StringView("since"))
        return timeAgo(textOf(row, "since"));
    return JsonListModel::value(row, role);
}

QString DeployedListModel::modeOf(const QString &pipeline) const
{
    const int row = rowOf(pipeline);
    return row < 0 ? QString() : textOf(rows().at(row), "mode");
}

QStringList DeployedListModel::names() const
{
    QStringList names;
    for (const QJsonObject &row : rows())
        names.append(textOf(row, "pipeline"));
    return names;
}

} // namespace Saltern
