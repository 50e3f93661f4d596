#include "app/studio/engineclient/functionoverview.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/timetext.h"

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto refreshEvery = 2s;
const QString keyField = QStringLiteral("key");

} // namespace

FunctionListModel::FunctionListModel(QString key, QStringList roles, QObject *parent)
    : JsonListModel(std::move(key), std::move(roles), parent)
{
}

QVariant FunctionListModel::value(const QJsonObject &row, const QString &role) const
{
    if (role == QLatin1StringView("p50"))
        return durationText(row.value(QLatin1StringView("p50Ms")).toDouble(-1));
    if (role == QLatin1StringView("p99"))
        return durationText(row.value(QLatin1StringView("p99Ms")).toDouble(-1));
    if (role == QLatin1StringView("created"))
        return timeAgo(textOf(row, "created"));
    if (role == QLatin1StringView("problem"))
        return textOf(objectOf(row, "error"), "message");
    if (role == QLatin1StringView("extensions")) {
        QStringList list;
        const QJsonArray extensions = arrayOf(row, "extensions");
        for (const QJsonValue &extension : extensions)
            list.append(extension.toString());
        return list.join(u' ');
    }
    const QJsonValue value = row.value(role);
    return value.isUndefined() ? QVariant(QString()) : value.toVariant();
}

FunctionOverview::FunctionOverview(QObject *parent)
    : QObject(parent)
    , m_runtimes(QStringLiteral("runtime"),
                 {QStringLiteral("runtime"),
                  QStringLiteral("title"),
                  QStringLiteral("image"),
                  QStringLiteral("extensions"),
                  QStringLiteral("handlerFunctions"),
                  QStringLiteral("problem")},
                 nullptr)
    , m_nodes(keyField,
              {QStringLiteral("pipeline"),
               QStringLiteral("node"),
               QStringLiteral("runtime"),
               QStringLiteral("image"),
               QStringLiteral("mode"),
               QStringLiteral("calls"),
               QStringLiteral("failed"),
               QStringLiteral("running"),
               QStringLiteral("queued"),
               QStringLiteral("p50"),
               QStringLiteral("p99")},
              nullptr)
    , m_pools(keyField,
              {QStringLiteral("pipeline"),
               QStringLiteral("node"),
               QStringLiteral("host"),
               QStringLiteral("mode"),
               QStringLiteral("min"),
               QStringLiteral("max"),
               QStringLiteral("containers"),
               QStringLiteral("starting"),
               QStringLiteral("running"),
               QStringLiteral("waiting"),
               QStringLiteral("ok"),
               QStringLiteral("failed"),
               QStringLiteral("p50"),
               QStringLiteral("p99"),
               QStringLiteral("trouble")},
              nullptr)
    , m_containers(QStringLiteral("id"),
                   {QStringLiteral("host"),
                    QStringLiteral("name"),
                    QStringLiteral("pipeline"),
                    QStringLiteral("node"),
                    QStringLiteral("image"),
                    QStringLiteral("state"),
                    QStringLiteral("created")},
                   nullptr)
{
    m_refresh.setInterval(refreshEvery);
    connect(&m_refresh, &QTimer::timeout, this, &FunctionOverview::refresh);
    connect(
        &EngineClient::instance(), &EngineClient::stateChanged, this, &FunctionOverview::refresh);
}

void FunctionOverview::setActive(bool active)
{
    if (std::exchange(m_active, active) == active)
        return;
    if (active)
        m_refresh.start();
    else
        m_refresh.stop();
    refresh();
    Q_EMIT activeChanged();
}

void FunctionOverview::refresh()
{
    if (!EngineClient::instance().isConnected()) {
        take({});
        return;
    }
    if (m_active)
        EngineClient::instance().ask(
            QStringLiteral("functions.list"),
            {},
            this,
            [this](const QJsonObject &answer) { take(answer); },
            [](const Error &) {});
}

void FunctionOverview::take(const QJsonObject &answer)
{
    m_runtimes.take(arrayOf(answer, "runtimes"));
    QJsonArray nodes;
    const QJsonArray answered = arrayOf(answer, "nodes");
    for (const QJsonValue &value : answered) {
        QJsonObject node = value.toObject();
        node.insert(keyField, QString(textOf(node, "pipeline") + u'/' + textOf(node, "node")));
        nodes.append(node);
    }
    m_nodes.take(nodes);
    m_containers.take(arrayOf(answer, "containers"));
    m_troubles.clear();
    const QJsonArray hosts = arrayOf(answer, "unreachable");
    for (const QJsonValue &host : hosts)
        m_troubles.append(tr("%1 did not answer: %2")
                              .arg(textOf(host.toObject(), "host"),
                                   textOf(objectOf(host.toObject(), "error"), "message")));
    takePools(arrayOf(answer, "pools"));
    Q_EMIT changed();
}

void FunctionOverview::takePools(const QJsonArray &pools)
{
    QJsonArray rows;
    for (const QJsonValue &value : pools) {
        QJsonObject pool = value.toObject();
        const QString name = textOf(pool, "pipeline") + u'/' + textOf(pool, "node");
        pool.insert(keyField, QString(name + u'@' + textOf(pool, "host")));
        const bool called = pool.value(QLatin1StringView("ok")).toInteger() +
                                pool.value(QLatin1StringView("failed")).toInteger() >
                            0;
        // Without a call there is no latency, not one of zero.
        if (called) {
            pool.insert(QStringLiteral("p50Ms"), pool.value(QLatin1StringView("p50_ms")));
            pool.insert(QStringLiteral("p99Ms"), pool.value(QLatin1StringView("p99_ms")));
        }
        rows.append(pool);
        if (const QString trouble = textOf(pool, "trouble"); !trouble.isEmpty())
            m_troubles.append(
                tr("%1 on %2 has a container less: %3").arg(name, textOf(pool, "host"), trouble));
    }
    m_pools.take(rows);
}

} // namespace Saltern
