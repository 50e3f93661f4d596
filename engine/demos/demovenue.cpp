#include "engine/demos/demovenue.h"

#include <QTimer>

namespace Saltern {

DemoVenue::DemoVenue(const std::vector<HostConfig> &hosts, const QString &run, QObject *parent)
    : QObject(parent), m_run(run)
{
    for (const HostConfig &host : hosts) {
        m_opened = m_hosts.add(host);
        if (!m_opened)
            return;
        auto scene = std::make_unique<DemoScene>(m_hosts.client(host.name), run);
        connect(scene.get(), &DemoScene::done, this, &DemoVenue::sceneDone);
        m_places.push_back({host.name, std::move(scene), {}});
    }
}

DemoVenue::~DemoVenue() = default;

Result<std::vector<HostConfig>> DemoVenue::hostsFor(const Demo &demo,
                                                    const std::vector<HostConfig> &given)
{
    if (demo.hosts.empty())
        return std::vector<HostConfig>{given.front()};
    if (given.size() < demo.hosts.size())
        return fail(ErrorKind::Unreachable,
                    QStringLiteral("The demo \"%1\" plays on %2 Docker hosts.")
                        .arg(demo.name)
                        .arg(demo.hosts.size()),
                    QStringLiteral("Name them with --host, or let './dev demo %1 --private' start "
                                   "some.")
                        .arg(demo.name));
    std::vector<HostConfig> hosts;
    for (std::size_t i = 0; i < demo.hosts.size(); ++i) {
        HostConfig host = given[i];
        host.name = demo.hosts[i].name;
        host.labels = demo.hosts[i].labels;
        hosts.push_back(host);
    }
    return hosts;
}

void DemoVenue::prepare(const QStringList &images)
{
    m_images = images;
    if (m_opened)
        prepareNext();
    else
        QTimer::singleShot(0, this, [this] { Q_EMIT prepared(m_opened); });
}

void DemoVenue::prepareNext()
{
    if (m_preparing < m_places.size())
        m_places[m_preparing].scene->prepare(m_images);
    else
        Q_EMIT prepared({});
}

void DemoVenue::sceneDone(const Result<void> &result)
{
    if (m_preparing == m_places.size()) {
        Q_EMIT done(result);
    } else if (!result) {
        Q_EMIT prepared(result);
    } else {
        ++m_preparing;
        prepareNext();
    }
}

DemoScene *DemoVenue::scene(const QString &host) const
{
    for (const Place &place : m_places) {
        if (host.isEmpty() || place.host == host)
            return place.scene.get();
    }
    return nullptr;
}

QString DemoVenue::missingImage() const
{
    return m_preparing < m_places.size() ? m_places[m_preparing].scene->missingImage() : QString();
}

void DemoVenue::cleanUp(const QString &engineId)
{
    // What Docker is making now is not found yet: it would stay behind.
    for (const Place &place : m_places) {
        if (!place.scene->isStarting())
            continue;
        connect(
            place.scene.get(),
            &DemoScene::done,
            this,
            [this, engineId] { cleanUp(engineId); },
            Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
        return;
    }
    for (Place &place : m_places) {
        const QStringList brought = place.scene->broughtImages();
        place.scene.reset();
        if (engineId.isEmpty() && brought.isEmpty())
            continue; // nothing was done there; it may not even answer
        place.cleanup = std::make_unique<DemoCleanup>(
            m_hosts.client(place.host), m_run, engineId.isEmpty() ? m_run : engineId, brought);
        connect(place.cleanup.get(),
                &DemoCleanup::finished,
                this,
                [this, &place](const QStringList &leftBehind) { placeCleaned(place, leftBehind); });
        ++m_cleaning;
    }
    if (m_cleaning == 0)
        QTimer::singleShot(0, this, [this] { Q_EMIT cleanedUp({}); });
    for (const Place &place : m_places) {
        if (place.cleanup)
            place.cleanup->start();
    }
}

void DemoVenue::placeCleaned(const Place &place, const QStringList &leftBehind)
{
    for (const QString &thing : leftBehind)
        m_leftBehind.append(m_places.size() == 1 ? thing
                                                 : place.host + QStringLiteral(": ") + thing);
    if (--m_cleaning == 0)
        Q_EMIT cleanedUp(m_leftBehind);
}

} // namespace Saltern
