#pragma once

#include "engine/http/httpexchange.h"

#include <QHash>
#include <QObject>

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>

namespace Saltern {

class Clock;
class WebhookReceiver;

/// What may wait for room at one webhook.
struct AdmissionLimits
{
    std::size_t requests = 256; // half of the clients that a server takes: others want theirs
    qint64 bytes = 4 * 1024 * 1024;
    std::chrono::milliseconds longest{2'000}; // then a request is refused
};

/// The requests of one webhook that could not be taken in as they came.
struct AdmissionCounters
{
    std::size_t waiting = 0; // at present
    quint64 waited = 0;      // all that ever did
    quint64 refused = 0;     // for want of room
};

/// 503, and when to come back.
HttpReply comeBackLater(const QString &why);

/// Lets requests in to their webhooks: at once while there is room, else as soon as there is, those
/// of one webhook in the order in which they came. A client whose request waits is not read from,
/// so that it costs nothing and sends nothing more. Engine thread.
class WebhookAdmission : public QObject
{
public:
    /// `clock` outlives it.
    explicit WebhookAdmission(Clock &clock, AdmissionLimits limits = {});

    /// A sentence that says why there is no room for an event, else nothing.
    using WhyBusy = std::function<QString(const WebhookReceiver &receiver)>;
    void setWhyBusy(WhyBusy whyBusy) { m_whyBusy = std::move(whyBusy); }

    /// From now on requests may be handed to it.
    void open(WebhookReceiver &receiver);
    /// It gets nothing more: those that wait for it are told so.
    void close(const WebhookReceiver &receiver);

    /// `receiver` is open. It gets the request now or later, or the client gets a 503.
    void hand(WebhookReceiver &receiver, const HttpRequest &request, const HttpExchange &exchange);

    /// Of those that are open, by their paths.
    std::map<QString, AdmissionCounters> counters() const;

private:
    struct Line
    {
        WebhookReceiver *receiver = nullptr; // null = closed
        qint64 bytes = 0;
        AdmissionCounters counters;
    };
    struct Waiting
    {
        std::shared_ptr<Line> line;
        HttpRequest request;
        HttpExchange exchange;
        std::chrono::milliseconds since;
    };

    enum class Fate {
        Waits,
        Enters,
        Refused, // it has waited too long
        Over,    // it was answered, or its client is gone
    };
    using BusyLines = QHash<const Line *, QString>; // and why

    void wait(const std::shared_ptr<Line> &line,
              const HttpRequest &request,
              const HttpExchange &exchange);
    void look();
    void lookLater();
    Fate fateOf(const Waiting &waiting, BusyLines &busy) const;
    QString whyBusy(const Line &line) const;
    static void refuse(Line &line, const HttpExchange &exchange, const QString &why);

    Clock &m_clock;
    AdmissionLimits m_limits;
    WhyBusy m_whyBusy;
    QHash<const WebhookReceiver *, std::shared_ptr<Line>> m_lines;
    std::list<Waiting> m_waiting; // a list: an answer may bring the next request of its client
    bool m_looksLater = false;
};

} // namespace Saltern
