#include "app/studio/engineclient/containerlistmodel.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/timetext.h"

#include <QLocale>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

// A busy host changes all the time; its list is asked for once a second at most.
constexpr auto refreshAfter = 1s;

QString joined(const QJsonArray &texts)
{
    QStringList list;
    for (const QJsonValue &text : texts)
        list.append(text.toString());
    return list.join(QStringLiteral(", "));
}

QString containerTone(const QJsonObject &row)
{
    const QString health = textOf(row, "health");
    if (health == QLatin1StringView("unhealthy"))
        return QStringLiteral("danger");
    if (textOf(row, "state") != QLatin1StringView("running"))
        return QStringLiteral("neutral");
    return health == QLatin1StringView("starting") ? QStringLiteral("warning")
                                                   : QStringLiteral("good");
}

} // namespace

HostInventoryModel::HostInventoryModel(QString method,
                                       QString field,
                                       QStringList roles,
                                       QObject *parent)
    : JsonListModel(QStringLiteral("id"), std::move(roles), parent)
    , m_method(std::move(method))
    , m_field(std::move(field))
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(refreshAfter);
    connect(&m_refresh, &QTimer::timeout, this, &HostInventoryModel::refresh);
    EngineClient &client = EngineClient::instance();
    connect(client.statistics(),
            &EngineStatistics::hostChanged,
            this,
            [this, &client](const QString &name) {
                if (name != m_host)
                    return;
                const double received =
                    client.statistics()->host(name).value(QLatin1StringView("received")).toDouble();
                if (std::exchange(m_received, received) != received && !m_refresh.isActive())
                    m_refresh.start();
            });
    connect(&client, &EngineClient::stateChanged, this, &HostInventoryModel::refresh);
}

void HostInventoryModel::setHost(const QString &host)
{
    if (std::exchange(m_host, host) == host)
        return;
    m_received = -1;
    setRows(QList<QJsonObject>());
    refresh();
    Q_EMIT hostChanged();
}

void HostInventoryModel::refresh()
{
    m_problem.clear();
    m_loading = !m_host.isEmpty() && EngineClient::instance().isConnected();
    Q_EMIT loadingChanged();
    if (!m_loading)
        return;
    EngineClient::instance().ask(
        m_method,
        {{QStringLiteral("host"), m_host}},
        this,
        [this, host = m_host](const QJsonObject &answer) {
            if (host != m_host)
                return;
            m_loading = false;
            setRows(answer.value(m_field).toArray());
            Q_EMIT loadingChanged();
        },
        [this](const Error &error) {
            m_loading = false;
            m_problem = error.toString();
            Q_EMIT loadingChanged();
        });
}

ContainerListModel::ContainerListModel(QObject *parent)
    : HostInventoryModel(QStringLiteral("hosts.containers"),
                         QStringLiteral("containers"),
                         {QStringLiteral("id"),
                          QStringLiteral("name"),
                          QStringLiteral("image"),
                          QStringLiteral("state"),
                          QStringLiteral("status"),
                          QStringLiteral("tone"),
                          QStringLiteral("ports"),
                          QStringLiteral("compose"),
                          QStringLiteral("ours")},
                         parent)
{
}

QVariant ContainerListModel::value(const QJsonObject &row, const QString &role) const
{
    if (role == QLatin1StringView("tone"))
        return containerTone(row);
    if (role == QLatin1StringView("ports"))
        return joined(arrayOf(row, "ports"));
    if (role == QLatin1StringView("compose"))
        return textOf(objectOf(row, "compose"), "project");
    if (role == QLatin1StringView("ours"))
        return row.value(role).toBool();
    return row.value(role).toString();
}

ImageListModel::ImageListModel(QObject *parent)
    : HostInventoryModel(QStringLiteral("hosts.images"),
                         QStringLiteral("images"),
                         {QStringLiteral("id"),
                          QStringLiteral("name"),
                          QStringLiteral("tags"),
                          QStringLiteral("sizeText"),
                          QStringLiteral("created"),
                          QStringLiteral("used")},
                         parent)
{
}

QVariant ImageListModel::value(const QJsonObject &row, const QString &role) const
{
    const QJsonArray tags = arrayOf(row, "tags");
    if (role == QLatin1StringView("name"))
        return tags.isEmpty() ? textOf(row, "id").section(u':', -1).left(12)
                              : tags.at(0).toString();
    if (role == QLatin1StringView("tags"))
        return joined(tags);
    if (role == QLatin1StringView("sizeText"))
        return QLocale().formattedDataSize(countOf(row, "size"), 0);
    if (role == QLatin1StringView("created"))
        return timeAgo(textOf(row, "created"));
    if (role == QLatin1StringView("used"))
        return std::max<qint64>(0, countOf(row, "containers"));
    return row.value(role).toString();
}

} // namespace Saltern
