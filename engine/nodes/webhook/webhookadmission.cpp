#include "engine/nodes/webhook/webhookadmission.h"

#include "engine/base/clock.h"
#include "engine/nodes/webhook/webhookserver.h"

#include <numeric>

namespace Saltern {

namespace {

// Nobody tells when there is room again: it is made by whatever ends a step.
constexpr std::chrono::milliseconds lookEvery{5};

qint64 sizeOf(const HttpRequest &request)
{
    return std::accumulate(request.headers.begin(),
                           request.headers.end(),
                           qint64{request.target.size() + request.body.size()},
                           [](qint64 sum, const auto &field) {
                               return sum + field.first.size() + field.second.size();
                           });
}

} // namespace

HttpReply comeBackLater(const QString &why)
{
    HttpReply reply = HttpReply::refusal(503, why);
    reply.headers.emplaceBack("Retry-After", "1");
    return reply;
}

WebhookAdmission::WebhookAdmission(Clock &clock, AdmissionLimits limits)
    : m_clock(clock), m_limits(limits)
{
}

void WebhookAdmission::open(WebhookReceiver &receiver)
{
    m_lines.insert(&receiver, std::make_shared<Line>(Line{.receiver = &receiver}));
}

void WebhookAdmission::close(const WebhookReceiver &receiver)
{
    const std::shared_ptr<Line> line = m_lines.take(&receiver);
    if (!line)
        return;
    line->receiver = nullptr;
    for (const Waiting &waiting : m_waiting) {
        if (waiting.line == line)
            waiting.exchange.answer(
                comeBackLater(QStringLiteral("The pipeline was stopped, or began anew.")));
    }
}

void WebhookAdmission::hand(WebhookReceiver &receiver,
                            const HttpRequest &request,
                            const HttpExchange &exchange)
{
    const std::shared_ptr<Line> line = m_lines.value(&receiver);
    // Nobody overtakes those that wait already.
    if (line->counters.waiting == 0 && whyBusy(*line).isEmpty())
        receiver.receive(request, exchange);
    else if (line->counters.waiting < m_limits.requests &&
             line->bytes + sizeOf(request) <= m_limits.bytes)
        wait(line, request, exchange);
    else
        refuse(*line,
               exchange,
               QStringLiteral("Too many requests wait for room at this webhook already."));
}

void WebhookAdmission::wait(const std::shared_ptr<Line> &line,
                            const HttpRequest &request,
                            const HttpExchange &exchange)
{
    ++line->counters.waiting;
    ++line->counters.waited;
    line->bytes += sizeOf(request);
    m_waiting.push_back({line, request, exchange, m_clock.steady()});
    lookLater();
}

void WebhookAdmission::lookLater()
{
    if (std::exchange(m_looksLater, true))
        return;
    m_clock.after(lookEvery, this, [this] {
        m_looksLater = false;
        look();
    });
}

void WebhookAdmission::look()
{
    BusyLines busy;
    for (auto next = m_waiting.begin(); next != m_waiting.end();) {
        const Fate fate = fateOf(*next, busy);
        if (fate == Fate::Waits) {
            ++next;
            continue;
        }
        const Waiting waiting = std::move(*next);
        next = m_waiting.erase(next);
        Line &line = *waiting.line;
        --line.counters.waiting;
        line.bytes -= sizeOf(waiting.request);
        if (fate == Fate::Enters)
            line.receiver->receive(waiting.request, waiting.exchange);
        else if (fate == Fate::Refused)
            refuse(line, waiting.exchange, busy.value(&line));
    }
    if (!m_waiting.empty())
        lookLater();
}

WebhookAdmission::Fate WebhookAdmission::fateOf(const Waiting &waiting, BusyLines &busy) const
{
    if (!waiting.exchange.isOpen())
        return Fate::Over;
    const Line *line = waiting.line.get();
    if (!busy.contains(line)) {
        const QString why = whyBusy(*line);
        if (why.isEmpty())
            return Fate::Enters;
        busy.insert(line, why);
    }
    return m_clock.steady() - waiting.since < m_limits.longest ? Fate::Waits : Fate::Refused;
}

QString WebhookAdmission::whyBusy(const Line &line) const
{
    return m_whyBusy ? m_whyBusy(*line.receiver) : QString();
}

void WebhookAdmission::refuse(Line &line, const HttpExchange &exchange, const QString &why)
{
    ++line.counters.refused;
    exchange.answer(comeBackLater(why));
}

std::map<QString, AdmissionCounters> WebhookAdmission::counters() const
{
    std::map<QString, AdmissionCounters> counters;
    for (const auto &line : m_lines)
        counters.emplace(line->receiver->webhookPath(), line->counters);
    return counters;
}

} // namespace Saltern
