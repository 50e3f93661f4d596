#pragma once

#include "engine/nodes/http.request/statuslist.h"
#include "engine/nodes/webrequest.h"
#include "engine/runs/behaviour.h"

#include <QTimer>

namespace Saltern {

/// What the settings of a node mean for every request of it.
struct HttpRequestRules
{
    StatusList expected;
    StatusList retried;
};

/// Sends one request and judges the answer.
class HttpRequestStep final : public Step
{
    Q_OBJECT
public:
    HttpRequestStep(const StepInput &input,
                    const HttpRequestRules &rules,
                    Clock *clock,
                    QNetworkAccessManager *network);
    ~HttpRequestStep() override;

    void start() override;
    void cancel() override;

private:
    void send(const WebRequest &request);
    void read();
    void answered();
    StepOutcome success(int status) const;
    StepOutcome refusal(int status) const;
    Error answerError(int status) const;
    QJsonObject headers() const;
    QJsonValue body() const;
    std::chrono::milliseconds retryAfter() const;
    void dropReply();
    void finish(StepOutcome outcome);
    void finishLater(const StepOutcome &outcome);

    StepInput m_input;
    HttpRequestRules m_rules;
    Clock *m_clock;
    QNetworkAccessManager *m_network;
    QNetworkReply *m_reply = nullptr;
    QTimer m_deadline;
    QString m_place;
    QByteArray m_answer;
    bool m_finished = false;
};

/// The rendered settings as a request; `step` is sent as the idempotency key when one is wanted.
Result<WebRequest> makeHttpRequest(const QJsonObject &parameters, const QString &step);

/// "120", or a date as in RFC 9110, 5.6.7; nothing for anything else.
std::optional<std::chrono::milliseconds> readRetryAfter(const QByteArray &value, qint64 nowNs);

} // namespace Saltern
