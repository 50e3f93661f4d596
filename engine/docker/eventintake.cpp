#include "engine/docker/eventintake.h"

#include "engine/docker/daemonregistry.h"
#include "engine/docker/eventstream.h"
#include "engine/docker/hostinbox.h"

#include <QThread>

#include <map>

namespace Saltern {

/// Everything that lives on the intake thread.
class EventIntake::Worker : public QObject
{
public:
    explicit Worker(EventIntake *intake) : m_intake(intake) {}

    void read(const HostConfig &host,
              const std::optional<IntakeCursor> &cursor,
              const Options &options,
              const std::shared_ptr<HostInbox> &inbox)
    {
        auto stream = std::make_unique<EventStream>(host, cursor, options, inbox, &m_registry);
        connect(stream.get(), &EventStream::arrived, this, [this] {
            QMetaObject::invokeMethod(m_intake, &EventIntake::available, Qt::QueuedConnection);
        });
        stream->start();
        m_streams.emplace(host.name, std::move(stream));
    }

    void forget(const QString &host)
    {
        m_streams.erase(host);
        m_registry.release(host);
    }

private:
    EventIntake *m_intake;
    DaemonRegistry m_registry;
    std::map<QString, std::unique_ptr<EventStream>> m_streams; // by host
};

EventIntake::EventIntake(QObject *parent) : EventIntake(Options{}, parent)
{
}

EventIntake::EventIntake(const Options &options, QObject *parent)
    : QObject(parent), m_options(options)
{
}

EventIntake::~EventIntake()
{
    stop();
}

void EventIntake::addHost(const HostConfig &host, const std::optional<IntakeCursor> &cursor)
{
    auto inbox = std::make_shared<HostInbox>(m_options.queueCapacity);
    m_hosts.push_back({host, cursor, inbox});
    if (m_worker)
        read(m_hosts.back());
}

void EventIntake::removeHost(const QString &name)
{
    std::erase_if(m_hosts, [&](const Host &host) { return host.config.name == name; });
    if (m_worker)
        QMetaObject::invokeMethod(m_worker, [worker = m_worker, name] { worker->forget(name); });
}

void EventIntake::start()
{
    if (m_worker)
        return;
    m_thread = std::make_unique<QThread>();
    m_thread->setObjectName(QStringLiteral("intake"));
    m_worker = new Worker(this);
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread->start();
    for (const Host &host : m_hosts)
        read(host);
}

void EventIntake::read(const Host &host)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, host, options = m_options] {
        worker->read(host.config, host.cursor, options, host.inbox);
    });
}

void EventIntake::stop()
{
    if (!m_worker)
        return;
    m_thread->quit();
    m_thread->wait();
    m_thread.reset();
    m_worker = nullptr;
}

std::vector<IntakeItem> EventIntake::take(std::size_t most)
{
    // A slice from each host in turn, so that a noisy one does not make the others wait.
    constexpr std::size_t slice = 64;
    std::vector<IntakeItem> items;
    bool found = true;
    while (found && items.size() < most) {
        found = false;
        for (std::size_t i = 0; i < m_hosts.size() && items.size() < most; ++i) {
            m_next = (m_next + 1) % m_hosts.size();
            auto some = m_hosts[m_next].inbox->take(std::min(slice, most - items.size()));
            found = found || !some.empty();
            std::move(some.begin(), some.end(), std::back_inserter(items));
        }
    }
    const bool more = std::any_of(
        m_hosts.begin(), m_hosts.end(), [](const Host &host) { return !host.inbox->isEmpty(); });
    if (more)
        QMetaObject::invokeMethod(this, &EventIntake::available, Qt::QueuedConnection);
    return items;
}

IntakeCounters EventIntake::counters(const QString &host) const
{
    const auto found = std::find_if(m_hosts.begin(), m_hosts.end(), [&](const Host &candidate) {
        return candidate.config.name == host;
    });
    return found == m_hosts.end() ? IntakeCounters{} : found->inbox->counters();
}

} // namespace Saltern
