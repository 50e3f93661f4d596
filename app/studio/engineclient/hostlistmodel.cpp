#include "app/studio/engineclient/hostlistmodel.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/livetopic.h"
#include "app/studio/engineclient/timetext.h"

namespace Saltern {

namespace {

bool isConnected(const QJsonObject &row)
{
    return textOf(row, "state") == QLatin1StringView("connected");
}

/// "connected", "reconnecting", "events may be missing (…)": what the chip says.
QString stateText(const QJsonObject &row)
{
    const QString state = textOf(row, "state");
    const QJsonObject gap = objectOf(row, "gap");
    if (isConnected(row) && !gap.isEmpty())
        return HostListModel::tr("gap at %1: events may be missing")
            .arg(clockTime(textOf(gap, "time")));
    return state;
}

QString tone(const QJsonObject &row)
{
    if (!isConnected(row))
        return textOf(row, "reason").isEmpty() ? QStringLiteral("warning")
                                               : QStringLiteral("danger");
    return objectOf(row, "gap").isEmpty() ? QStringLiteral("good") : QStringLiteral("warning");
}

QString labelText(const QJsonObject &row)
{
    QStringList labels;
    const QJsonObject object = objectOf(row, "labels");
    for (auto label = object.begin(); label != object.end(); ++label)
        labels.append(label.key() + u'=' + label.value().toString());
    return labels.join(QStringLiteral("  "));
}

QString checkSentence(const QJsonObject &answer)
{
    if (!answer.value(QLatin1StringView("ok")).toBool()) {
        const QJsonObject error = objectOf(answer, "error");
        return QString(textOf(error, "message") + u' ' + textOf(error, "remedy")).trimmed();
    }
    return HostListModel::tr("%1 %2 on %3, %4 containers running, %5 images")
        .arg(textOf(answer, "engine"), textOf(answer, "version"), textOf(answer, "system"))
        .arg(countOf(answer, "running"))
        .arg(countOf(answer, "images"));
}

} // namespace

HostListModel::HostListModel(QObject *parent)
    : JsonListModel(QStringLiteral("host"),
                    {QStringLiteral("host"),
                     QStringLiteral("endpoint"),
                     QStringLiteral("labels"),
                     QStringLiteral("state"),
                     QStringLiteral("stateText"),
                     QStringLiteral("tone"),
                     QStringLiteral("since"),
                     QStringLiteral("version"),
                     QStringLiteral("sameAs"),
                     QStringLiteral("reason"),
                     QStringLiteral("gapReason"),
                     QStringLiteral("removable"),
                     QStringLiteral("perSecond"),
                     QStringLiteral("received"),
                     QStringLiteral("dropped")},
                    parent)
    , m_topic(new LiveTopic(QStringLiteral("hosts"), this))
{
    EngineClient &client = EngineClient::instance();
    connect(m_topic, &LiveTopic::begun, this, [this](const QJsonObject &answer) {
        setRows(arrayOf(answer, "hosts"));
        m_file = textOf(answer, "file");
        Q_EMIT summaryChanged();
    });
    connect(m_topic, &LiveTopic::received, this, &HostListModel::take);
    connect(&client, &EngineClient::stateChanged, this, [this, &client] {
        if (!client.isConnected()) {
            setRows(QList<QJsonObject>());
            Q_EMIT summaryChanged();
        }
    });
    connect(client.statistics(), &EngineStatistics::hostChanged, this, [this](const QString &name) {
        if (const int row = rowOf(name); row >= 0)
            Q_EMIT dataChanged(index(row), index(row));
    });
    m_topic->listen();
}

void HostListModel::take(const QJsonObject &news)
{
    if (const QString removed = textOf(news, "removed"); !removed.isEmpty())
        remove(removed);
    else
        put(objectOf(news, "host"), count());
    Q_EMIT summaryChanged();
}

QVariant HostListModel::value(const QJsonObject &row, const QString &role) const
{
    if (role == QLatin1StringView("labels"))
        return labelText(row);
    if (role == QLatin1StringView("stateText"))
        return stateText(row);
    if (role == QLatin1StringView("tone"))
        return Saltern::tone(row);
    if (role == QLatin1StringView("since"))
        return timeAgo(textOf(row, "since"));
    if (role == QLatin1StringView("gapReason"))
        return textOf(objectOf(row, "gap"), "reason");
    if (role == QLatin1StringView("removable"))
        return row.value(role).toBool();
    if (role == QLatin1StringView("perSecond") || role == QLatin1StringView("received") ||
        role == QLatin1StringView("dropped"))
        return EngineClient::instance()
            .statistics()
            ->host(textOf(row, "host"))
            .value(role)
            .toDouble();
    return row.value(role).toString();
}

int HostListModel::connectedCount() const
{
    return int(std::count_if(rows().cbegin(), rows().cend(), isConnected));
}

QString HostListModel::tone() const
{
    if (connectedCount() == 0)
        return QStringLiteral("danger");
    const bool allWell = std::all_of(rows().cbegin(), rows().cend(), [](const QJsonObject &row) {
        return Saltern::tone(row) == QLatin1StringView("good");
    });
    return allWell ? QStringLiteral("good") : QStringLiteral("warning");
}

QString HostListModel::summary() const
{
    if (count() == 1 && connectedCount() == 1)
        return tr("Docker %1 · %2")
            .arg(textOf(rows().first(), "version"), textOf(rows().first(), "host"));
    if (connectedCount() == 0)
        return tr("no Docker host");
    return tr("%1 of %2 hosts").arg(connectedCount()).arg(count());
}

QStringList HostListModel::names() const
{
    QStringList names;
    for (const QJsonObject &row : rows())
        names.append(textOf(row, "host"));
    return names;
}

void HostListModel::add(const QString &name, const QString &endpoint, const QString &tls)
{
    QJsonObject params{{QStringLiteral("host"), name}, {QStringLiteral("endpoint"), endpoint}};
    if (!tls.isEmpty())
        params.insert(QStringLiteral("tls"), tls);
    EngineClient::instance().ask(
        QStringLiteral("hosts.add"),
        params,
        this,
        [this, name](const QJsonObject &) { Q_EMIT added(name); },
        [this](const Error &error) { Q_EMIT refusedHost(error.toString()); });
}

void HostListModel::removeHost(const QString &name)
{
    EngineClient::instance().ask(QStringLiteral("hosts.remove"),
                                 {{QStringLiteral("host"), name}},
                                 this,
                                 [](const QJsonObject &) {});
}

void HostListModel::check(const QString &name, const QString &endpoint, const QString &tls)
{
    QJsonObject params;
    if (endpoint.isEmpty())
        params.insert(QStringLiteral("host"), name);
    else
        params.insert(QStringLiteral("endpoint"), endpoint);
    if (!tls.isEmpty())
        params.insert(QStringLiteral("tls"), tls);
    EngineClient::instance().ask(
        QStringLiteral("hosts.check"),
        params,
        this,
        [this, name](const QJsonObject &answer) {
            Q_EMIT checked(
                name, answer.value(QLatin1StringView("ok")).toBool(), checkSentence(answer));
        },
        [this, name](const Error &error) { Q_EMIT checked(name, false, error.toString()); });
}

} // namespace Saltern
