#include "engine/docker/containerreview.h"

#include "engine/base/clock.h"
#include "engine/docker/dockerclient.h"

#include <QJsonDocument>
#include <QTimer>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

KnownContainer::State listedState(const QJsonObject &entry)
{
    using State = KnownContainer::State;
    const QString state = entry.value(Name("State")).toString();
    if (state == Name("created"))
        return State::Created;
    if (state == Name("paused"))
        return State::Paused;
    if (state == Name("exited") || state == Name("dead"))
        return State::Stopped;
    return State::Running; // running, restarting, removing
}

QJsonObject listedAttributes(const QJsonObject &entry)
{
    QJsonObject attributes = entry.value(Name("Labels")).toObject();
    attributes.insert(Name("image"), entry.value(Name("Image")));
    const QString name = entry.value(Name("Names")).toArray().first().toString();
    attributes.insert(Name("name"), name.startsWith(u'/') ? name.mid(1) : name);
    return attributes;
}

} // namespace

ContainerReview::ContainerReview(DockerClient *client, DaemonMemory *memory, const Options &options)
    : m_client(client), m_memory(memory), m_options(options)
{
}

ContainerReview::~ContainerReview() = default;

void ContainerReview::start()
{
    ask(QStringLiteral("/containers/json"),
        dockerQuery({{QStringLiteral("all"), QStringLiteral("1")}}),
        &ContainerReview::onListed);
}

void ContainerReview::ask(const QString &path, const QUrlQuery &query, Answer then)
{
    m_request = m_client->request("GET", path, query);
    connect(m_request.get(),
            &DockerRequest::finished,
            this,
            [this, then](const Result<DockerResponse> &result) {
                m_request.release()->deleteLater();
                if (result)
                    (this->*then)(result->body);
                else if (result.error().kind == ErrorKind::NotFound)
                    inspectNext(); // removed since it was listed: its events are on their way
                else
                    Q_EMIT finished(fail(result.error()));
            });
    m_request->start();
}

void ContainerReview::onListed(const QByteArray &body)
{
    m_listed = QJsonDocument::fromJson(body).array();
    QTimer::singleShot(m_options.settle, this, &ContainerReview::compare);
}

void ContainerReview::compare()
{
    QSet<QString> present;
    for (const auto &value : std::as_const(m_listed)) {
        const QJsonObject entry = value.toObject();
        present.insert(entry.value(Name("Id")).toString());
        compareEntry(entry);
    }
    reportRemoved(present);
    m_memory->isListed = true;
    inspectNext();
}

void ContainerReview::compareEntry(const QJsonObject &entry)
{
    const QString id = entry.value(Name("Id")).toString();
    const QJsonObject attributes = listedAttributes(entry);
    if (attributes.value(Name("saltern.role")).toString() == Name("function")) {
        m_memory->functions.insert(id);
        return;
    }
    if (m_touched.contains(id))
        return;
    const auto known = m_memory->containers.constFind(id);
    const bool isKnown = known != m_memory->containers.constEnd();
    const bool agrees = isKnown ? known->state == listedState(entry) : !m_memory->isListed;
    if (!agrees || m_options.gapSinceNs)
        m_toInspect.push_back(id);
    else if (!isKnown)
        m_memory->containers.insert(id,
                                    {.state = listedState(entry),
                                     .changedNs = m_memory->cursor.timeNs,
                                     .attributes = attributes});
}

void ContainerReview::reportRemoved(const QSet<QString> &present)
{
    const qint64 now = SystemClock().nowNs();
    const auto known = m_memory->containers; // reporting changes the original
    for (auto it = known.begin(); it != known.end(); ++it) {
        if (present.contains(it.key()) || m_touched.contains(it.key()))
            continue;
        for (const MissedTransition &transition : missedRemoval(it.key(), *it, now))
            Q_EMIT missed(transition);
    }
}

void ContainerReview::inspectNext()
{
    while (!m_toInspect.empty() && m_touched.contains(m_toInspect.front()))
        m_toInspect.pop_front();
    if (m_toInspect.empty()) {
        Q_EMIT finished({});
        return;
    }
    const QString id = m_toInspect.front();
    m_toInspect.pop_front();
    ask(QStringLiteral("/containers/%1/json").arg(id), {}, &ContainerReview::onInspected);
}

void ContainerReview::onInspected(const QByteArray &body)
{
    const QJsonObject inspected = QJsonDocument::fromJson(body).object();
    const QString id = inspected.value(Name("Id")).toString();
    if (!m_touched.contains(id)) {
        const auto found = m_memory->containers.constFind(id);
        const KnownContainer *known = found == m_memory->containers.constEnd() ? nullptr : &*found;
        const auto transitions =
            missedTransitions(inspected,
                              known,
                              m_options.gapSinceNs.value_or(m_memory->cursor.timeNs),
                              SystemClock().nowNs());
        for (const MissedTransition &transition : transitions)
            Q_EMIT missed(transition);
        settleState(id, inspected);
    }
    inspectNext();
}

// Whatever was or was not made up, from now on the engine is taken to know this.
void ContainerReview::settleState(const QString &id, const QJsonObject &inspected)
{
    using State = KnownContainer::State;
    const QJsonObject state = inspected.value(Name("State")).toObject();
    KnownContainer &container = m_memory->containers[id];
    if (state.value(Name("Paused")).toBool())
        container.state = State::Paused;
    else if (state.value(Name("Running")).toBool())
        container.state = State::Running;
    else if (state.value(Name("Status")).toString() == Name("created"))
        container.state = State::Created;
    else
        container.state = State::Stopped;
    container.changedNs = std::max(container.changedNs, m_memory->cursor.timeNs);
    if (container.attributes.isEmpty())
        container.attributes = containerAttributes(inspected);
}

} // namespace Saltern
