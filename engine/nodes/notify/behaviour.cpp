#include "engine/runs/behaviour.h"

#include "engine/nodes/notify/notifyrequest.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

namespace Saltern {

namespace {

constexpr qsizetype keptAnswer = 4 * 1024;
constexpr std::chrono::seconds defaultTimeout{30};

Error statusError(int status, const QString &place)
{
    if (status >= 300 && status < 400) {
        return {ErrorKind::Failed,
                QStringLiteral("%1 answered with a redirect (%2).").arg(place).arg(status),
                QStringLiteral("Write the final address in `url`; redirects are not followed."),
                {}};
    }
    const ErrorKind kind = status == 401 || status == 403   ? ErrorKind::PermissionDenied
                           : status == 404 || status == 410 ? ErrorKind::NotFound
                                                            : ErrorKind::Failed;
    return {kind,
            QStringLiteral("%1 answered with status %2.").arg(place).arg(status),
            status == 404 || status == 410
                ? QStringLiteral("Check the path in `url`; the webhook may have been removed.")
                : QString(),
            {}};
}

bool mayHelp(int status)
{
    return status == 408 || status == 429 || status >= 500;
}

class NotifyStep final : public Step
{
public:
    NotifyStep(const StepInput &input, QNetworkAccessManager *network)
        : m_input(input), m_network(network)
    {
        m_deadline.setSingleShot(true);
        connect(&m_deadline, &QTimer::timeout, this, [this] {
            finish(
                StepOutcome::failed({ErrorKind::Timeout,
                                     QStringLiteral("%1 did not answer in time.").arg(m_place),
                                     QStringLiteral("Raise `timeout` if it is known to be slow."),
                                     {}}));
        });
    }

    ~NotifyStep() override { dropReply(); }

    void start() override
    {
        const auto request = makeNotifyRequest(m_input.parameters, m_input.event);
        if (!request) {
            finishLater(StepOutcome::failed(request.error(), false));
            return;
        }
        m_place = request->place();
        m_deadline.start(m_input.timeout.count() > 0 ? m_input.timeout : defaultTimeout);
        m_reply = m_network->post(request->toNetwork(), request->body);
        connect(m_reply, &QNetworkReply::readyRead, this, [this] { read(); });
        connect(m_reply, &QNetworkReply::finished, this, [this] { answered(); });
    }

    void cancel() override
    {
        dropReply();
        finishLater(StepOutcome::failed(
            {ErrorKind::Cancelled, QStringLiteral("The notification was stopped."), {}, {}}));
    }

private:
    int status() const
    {
        return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }

    // What comes beyond is read and dropped, so that the connection can be used again; a server
    // that never ends runs into the deadline.
    void read()
    {
        const QByteArray bytes = m_reply->readAll();
        m_answer += bytes.left(keptAnswer - m_answer.size());
    }

    void answered()
    {
        read();
        const int code = status();
        if (code == 0) {
            finish(StepOutcome::failed(connectionError(m_reply->error(), m_place)));
            return;
        }
        StepOutcome outcome;
        if (code >= 200 && code < 300) {
            outcome = StepOutcome::leave(
                QStringLiteral("ok"),
                QJsonObject{{QStringLiteral("status"), code},
                            {QStringLiteral("body"), QString::fromUtf8(m_answer)}});
        } else {
            outcome = StepOutcome::failed(statusError(code, m_place), mayHelp(code));
            outcome.log = QString::fromUtf8(m_answer);
        }
        outcome.detail = {{QStringLiteral("host"), m_place}, {QStringLiteral("status"), code}};
        finish(outcome);
    }

    void dropReply()
    {
        if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
            reply->disconnect(this);
            reply->abort();
            reply->deleteLater();
        }
    }

    void finishLater(const StepOutcome &outcome)
    {
        QMetaObject::invokeMethod(
            this, [this, outcome] { finish(outcome); }, Qt::QueuedConnection);
    }

    void finish(const StepOutcome &outcome)
    {
        m_deadline.stop();
        dropReply();
        if (!std::exchange(m_finished, true))
            Q_EMIT finished(outcome);
    }

    StepInput m_input;
    QNetworkAccessManager *m_network;
    QNetworkReply *m_reply = nullptr;
    QTimer m_deadline;
    QString m_place;
    QByteArray m_answer;
    bool m_finished = false;
};

class NotifyNode final : public StepNode
{
public:
    explicit NotifyNode(QNetworkAccessManager *network) : m_network(network) {}

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<NotifyStep>(input, m_network);
    }

private:
    QNetworkAccessManager *m_network;
};

Result<std::unique_ptr<StepNode>> makeNotify(const NodeSetup &setup)
{
    return std::make_unique<NotifyNode>(setup.services.network);
}

} // namespace

NodeBehaviour notifyBehaviour()
{
    return {.step = makeNotify};
}

} // namespace Saltern
