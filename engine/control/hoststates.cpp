#include "engine/control/hoststates.h"

#include "engine/runs/engine.h"

#include <QJsonArray>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

} // namespace

HostStates::HostStates(Engine &engine) : m_engine(engine)
{
    connect(&engine.scheduler(), &Scheduler::eventSeen, this, &HostStates::see);
}

void HostStates::see(const EventSeen &seen)
{
    const QString &type = seen.event.type();
    if (!type.startsWith(Name("host/")))
        return;
    // Anybody may send such an event; only the intake's own are believed.
    const QString name = type.section(u'/', 1, 1);
    const QString what = type.section(u'/', 2);
    if (!m_engine.hosts().names().contains(name) || seen.event.host() != name)
        return;
    const QJsonObject facts = seen.event.data().value(Name("host")).toObject();
    const QString time = formatTimeNs(seen.event.timeNs());
    QJsonObject &known = m_known[name];
    const auto take = [&](const char *key) {
        known.remove(Name(key));
        if (facts.contains(Name(key)))
            known.insert(Name(key), facts.value(Name(key)));
    };
    if (what == Name("up") || what == Name("down")) {
        known.insert(Name("state"),
                     what == Name("up") ? QStringLiteral("connected")
                                        : QStringLiteral("reconnecting"));
        known.insert(Name("since"), time);
        for (const char *key : {"reason", "kind", "sameAs"})
            take(key);
    }
    if (what == Name("up")) {
        for (const char *key : {"version", "daemonId"})
            take(key);
    }
    if (what == Name("gap"))
        known.insert(Name("gap"),
                     QJsonObject{{Name("time"), time},
                                 {Name("reason"), facts.value(Name("reason"))},
                                 {Name("dropped"), facts.value(Name("dropped")).toInteger()}});
    Q_EMIT changed(name);
}

void HostStates::add(const QString &host)
{
    Q_EMIT changed(host);
}

void HostStates::remove(const QString &host)
{
    m_known.remove(host);
    Q_EMIT removed(host);
}

QJsonObject HostStates::entry(const QString &host) const
{
    QJsonObject entry = m_known.value(host);
    if (!entry.contains(Name("state")))
        entry.insert(Name("state"), QStringLiteral("connecting"));
    QJsonObject labels;
    if (const HostConfig *config = m_engine.hosts().config(host)) {
        entry.insert(Name("endpoint"), config->endpoint.toString());
        if (config->endpoint.transport == DockerEndpoint::Transport::Tls)
            entry.insert(Name("tls"), true);
        for (auto label = config->labels.cbegin(); label != config->labels.cend(); ++label)
            labels.insert(label.key(), label.value());
    }
    entry.insert(Name("labels"), labels);
    entry.insert(Name("host"), host);
    entry.insert(Name("removable"), m_engine.isRemovable(host));
    return entry;
}

QJsonObject HostStates::listing() const
{
    QJsonArray all;
    for (const QString &name : m_engine.hosts().names())
        all.append(entry(name));
    QJsonObject listing{{Name("hosts"), all}};
    if (const QString file = m_engine.options().hostsFile; !file.isEmpty())
        listing.insert(Name("file"), file);
    return listing;
}

} // namespace Saltern
