#include "engine/docker/eventstream.h"

#include "engine/base/clock.h"
#include "engine/docker/daemonregistry.h"
#include "engine/docker/dockerevent.h"
#include "engine/docker/hostinbox.h"
#include "engine/docker/podmandialect.h"

#include <QRandomGenerator>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

using Name = QLatin1StringView;

// Docker's times can step back a little between events (31 ms measured), and its scan for `since`
// stops at the first older event: reach back further and drop what is known.
constexpr qint64 overlapNs = std::chrono::nanoseconds(2s).count();

// A connection that lasted this long was a good one: its end is no reason to hesitate.
constexpr std::chrono::milliseconds provenAfter = 1s;

constexpr std::chrono::milliseconds patience = 15s;
constexpr std::chrono::milliseconds standByInterval = 10s;

QString sinceText(qint64 timeNs)
{
    constexpr qint64 second = 1'000'000'000;
    return QStringLiteral("%1.%2")
        .arg(timeNs / second)
        .arg(timeNs % second, 9, 10, QLatin1Char('0'));
}

bool isFromPodman(const DockerResponse &answer)
{
    return !answer.header("libpod-api-version").isEmpty();
}

// Podman makes up a new id for every answer; its host name and endpoint are as stable as it gets.
QString stableDaemonId(const DockerResponse &info, const HostConfig &host)
{
    if (!isFromPodman(info))
        return info.object().value(Name("ID")).toString();
    return QStringLiteral("podman:%1:%2")
        .arg(info.object().value(Name("Name")).toString(), host.endpoint.toString());
}

void drop(std::unique_ptr<DockerRequest> &request)
{
    if (request) {
        request->disconnect();
        request.release()->deleteLater();
    }
}

} // namespace

EventStream::EventStream(const HostConfig &host,
                         const std::optional<IntakeCursor> &cursor,
                         const EventIntake::Options &options,
                         std::shared_ptr<HostInbox> inbox,
                         DaemonRegistry *registry)
    : m_host(host)
    , m_stored(cursor)
    , m_options(options)
    , m_registry(registry)
    , m_client(host.endpoint)
    , m_delivery(host.name, std::move(inbox), this)
    , m_lines(maximumEventBytes)
{
    const auto once = [this](QTimer &timer, auto slot) {
        timer.setSingleShot(true);
        connect(&timer, &QTimer::timeout, this, slot);
    };
    once(m_retry, &EventStream::connectNow);
    once(m_patience, [this] {
        onLost({ErrorKind::Timeout,
                QStringLiteral("The Docker engine did not open its event stream.")});
    });
    once(m_settled, [this] {
        look(m_replay.giveUp());
        // What comes now happens now, whatever the host's clock says: it may have been set back.
        m_notBeforeNs = 0;
    });
    once(m_reviewAgain, [this] { review(m_gapSinceNs); });
    connect(&m_silence, &QTimer::timeout, this, &EventStream::listenForSilence);
    connect(&m_podman, &PodmanEvents::told, &m_delivery, &HostDelivery::deliver);
    connect(&m_delivery, &HostDelivery::arrived, this, &EventStream::arrived);
    connect(&m_delivery, &HostDelivery::caughtUp, this, [this](qint64 droppedSinceNs) {
        if (m_events)
            review(droppedSinceNs);
        else
            m_gapSinceNs = droppedSinceNs;
    });
}

EventStream::~EventStream() = default;

void EventStream::start()
{
    connectNow();
}

void EventStream::connectNow()
{
    m_identify = m_client.request("GET", QStringLiteral("/info"));
    m_identify->setTimeout(patience);
    connect(m_identify.get(), &DockerRequest::finished, this, &EventStream::onIdentified);
    m_identify->start();
}

void EventStream::onIdentified(const Result<DockerResponse> &result)
{
    drop(m_identify);
    if (!result) {
        onLost(result.error());
        return;
    }
    m_isPodman = isFromPodman(*result);
    const QJsonObject info = result->object();
    const QString daemonId = stableDaemonId(*result, m_host);
    m_facts = {{Name("daemonId"), daemonId},
               {Name("endpoint"), m_host.endpoint.toString()},
               {Name("version"), info.value(Name("ServerVersion"))}};
    const QString reader = m_registry->claim(daemonId, m_host.name);
    if (reader != m_host.name) {
        standBy(reader);
        return;
    }
    adoptMemory(daemonId, info);
    subscribe();
}

// Another name for a daemon that is being read. Look again later: that reader may have lost it.
void EventStream::standBy(const QString &otherHost)
{
    if (!m_toldUp) {
        m_facts.insert(Name("sameAs"), otherHost);
        m_delivery.tell(QStringLiteral("up"), m_facts);
        m_toldUp = true;
        m_toldDown = false;
    }
    m_retry.start(standByInterval);
}

void EventStream::adoptMemory(const QString &daemonId, const QJsonObject &info)
{
    const auto memory = m_registry->memory(daemonId);
    memory->deaths.setIsPodman(m_isPodman);
    m_delivery.setMemory(memory);
    IntakeCursor &cursor = memory->cursor;
    const auto stored = std::exchange(m_stored, std::nullopt);
    if (cursor.daemonId.isEmpty()) {
        const qint64 nowNs =
            parseTimeNs(info.value(Name("SystemTime")).toString()).value_or(SystemClock().nowNs());
        cursor = {daemonId, nowNs, {}};
        if (stored && (stored->daemonId.isEmpty() || stored->daemonId == daemonId))
            cursor = {daemonId, stored->timeNs, stored->lastEventId};
        else if (stored)
            m_delivery.tellGap(QStringLiteral("another Docker engine answers at this endpoint"),
                               stored->timeNs);
    }
    m_replay.begin(cursor, memory->seen.contains(cursor.lastEventId));
    m_notBeforeNs = cursor.lastEventId.isEmpty() ? cursor.timeNs : 0;
}

void EventStream::subscribe()
{
    const IntakeCursor &cursor = m_delivery.memory()->cursor;
    const qint64 since = cursor.lastEventId.isEmpty() ? cursor.timeNs : cursor.timeNs - overlapNs;
    m_lines = LineSplitter(maximumEventBytes);
    m_events = m_client.request("GET",
                                QStringLiteral("/events"),
                                dockerQuery({{QStringLiteral("since"), sinceText(since)}}));
    m_events->setStreaming(true);
    m_events->setTimeout(0ms);
    connect(m_events.get(), &DockerRequest::headersReceived, this, &EventStream::onSubscribed);
    connect(m_events.get(), &DockerRequest::bodyReceived, this, &EventStream::onBytes);
    connect(m_events.get(),
            &DockerRequest::finished,
            this,
            [this](const Result<DockerResponse> &result) {
                onLost(result ? Error{ErrorKind::Unreachable,
                                      QStringLiteral("The Docker engine ended its event stream.")}
                              : result.error());
            });
    m_patience.start(patience);
    m_events->start();
}

void EventStream::onSubscribed()
{
    m_patience.stop();
    m_subscribedAt = SystemClock().steady();
    m_heard = true;
    m_silence.start(m_options.silence);
    m_settled.start(m_options.settle);
    HostInbox &inbox = m_delivery.inbox();
    inbox.connected = true;
    ++inbox.connects;
    if (!m_toldUp)
        m_delivery.tell(QStringLiteral("up"), m_facts);
    m_toldUp = true;
    m_toldDown = false;
    review(m_gapSinceNs);
}

void EventStream::onBytes(const QByteArray &bytes)
{
    m_heard = true;
    HostInbox &inbox = m_delivery.inbox();
    for (const QByteArray &line : m_lines.feed(bytes)) {
        ++inbox.received;
        auto message = DockerMessage::parse(line);
        if (message && m_isPodman)
            translateFromPodman(*message);
        if (message)
            onMessage(*message);
        else
            ++inbox.malformed;
    }
    inbox.malformed += static_cast<quint64>(m_lines.takeSkipped());
}

void EventStream::onMessage(const DockerMessage &message)
{
    if (m_replay.isOpen())
        look(m_replay.take(message, dockerEventId(m_delivery.memory()->cursor.daemonId, message)));
    else
        deliver(message);
}

void EventStream::look(const Replay::Verdict &verdict)
{
    if (verdict.gap) {
        DaemonMemory *memory = m_delivery.memory();
        const qint64 since = memory->cursor.timeNs;
        m_delivery.tellGap(QStringLiteral("the Docker engine no longer knows what happened since"),
                           since);
        memory->deaths.forget(SystemClock().nowNs());
        review(since);
    }
    for (const DockerMessage &message : verdict.messages)
        deliver(message);
}

void EventStream::deliver(const DockerMessage &message)
{
    if (message.timeNs < m_notBeforeNs)
        return;
    if (m_review && message.type == Name("container"))
        m_review->touch(message.actorId);
    if (m_isPodman)
        m_podman.take(message);
    else
        m_delivery.deliver(message);
}

void EventStream::review(const std::optional<qint64> &gapSinceNs)
{
    m_reviewAgain.stop();
    if (gapSinceNs)
        m_gapSinceNs = std::min(*gapSinceNs, m_gapSinceNs.value_or(*gapSinceNs));
    if (m_review) {
        m_review->disconnect();
        m_review.release()->deleteLater();
    }
    m_review = std::make_unique<ContainerReview>(
        &m_client,
        m_delivery.memory(),
        ContainerReview::Options{.settle = m_options.settle, .gapSinceNs = m_gapSinceNs});
    connect(m_review.get(), &ContainerReview::missed, &m_delivery, &HostDelivery::deliverMissed);
    connect(m_review.get(), &ContainerReview::finished, this, &EventStream::onReviewed);
    m_review->start();
}

void EventStream::onReviewed(const Result<void> &result)
{
    m_review.release()->deleteLater();
    if (result)
        m_gapSinceNs.reset();
    else
        m_reviewAgain.start(m_options.longestBackoff);
}

// A stream may be idle or dead; a second connection tells. The interval counts from tick to tick,
// so that a busy stream does not restart a timer with every event.
void EventStream::listenForSilence()
{
    if (std::exchange(m_heard, false) || m_ping)
        return;
    m_ping = m_client.request("GET", QStringLiteral("/_ping"));
    m_ping->setTimeout(m_options.pingTimeout);
    connect(
        m_ping.get(), &DockerRequest::finished, this, [this](const Result<DockerResponse> &result) {
            drop(m_ping);
            if (!result)
                onLost(result.error());
        });
    m_ping->start();
}

void EventStream::onLost(const Error &error)
{
    const bool wasSubscribed = m_silence.isActive();
    for (QTimer *timer : {&m_patience, &m_silence, &m_settled, &m_reviewAgain})
        timer->stop();
    for (auto *request : {&m_identify, &m_events, &m_ping})
        drop(*request);
    if (m_review) {
        m_review->disconnect();
        m_review.release()->deleteLater();
    }
    m_podman.forget();
    m_delivery.inbox().connected = false;
    m_registry->release(m_host.name);
    const bool proven = wasSubscribed && SystemClock().steady() - m_subscribedAt >= provenAfter;
    if (proven && error.kind != ErrorKind::Timeout) {
        m_attempts = 0;
        connectNow();
        return;
    }
    tellDown(error);
    reconnectLater();
}

void EventStream::tellDown(const Error &error)
{
    if (m_toldDown)
        return;
    m_delivery.tell(QStringLiteral("down"),
                    {{Name("endpoint"), m_host.endpoint.toString()},
                     {Name("reason"), error.message},
                     {Name("kind"), errorKindName(error.kind)}});
    m_toldDown = true;
    m_toldUp = false;
}

void EventStream::reconnectLater()
{
    const auto cap = std::min(m_options.longestBackoff,
                              m_options.firstBackoff * (1 << std::min(m_attempts++, 10)));
    // Full jitter: hosts that went down together do not come back together.
    const auto wait = QRandomGenerator::global()->bounded(static_cast<int>(cap.count()) + 1);
    m_retry.start(std::chrono::milliseconds(wait));
}

} // namespace Saltern
