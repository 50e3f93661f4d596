#include "engine/nodes/http.request/httprequeststep.h"

#include "engine/base/clock.h"
#include "engine/events/event.h"
#include "engine/nodes/jsontext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QNetworkAccessManager>
#include <QTimeZone>

#include <algorithm>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

constexpr qsizetype largestAnswer = maximumEventBytes;
constexpr qsizetype loggedAnswer = 4 * 1024;
constexpr std::chrono::seconds defaultTimeout{30};
constexpr std::chrono::hours longestWait{1}; // that a server can make us wait

void addQuery(QUrl &url, const QJsonObject &query)
{
    QByteArrayList parts;
    if (url.hasQuery())
        parts += url.query(QUrl::FullyEncoded).toLatin1();
    for (auto it = query.begin(); it != query.end(); ++it) {
        const QStringList values = oneOrMany(it.value());
        for (const QString &value : values)
            parts += QUrl::toPercentEncoding(it.key()) + '=' + QUrl::toPercentEncoding(value);
    }
    if (!parts.isEmpty())
        url.setQuery(QString::fromLatin1(parts.join('&')), QUrl::StrictMode);
}

// Headers of an answer that only concern the connection, or that begin a session.
bool isKept(const QByteArray &name)
{
    static const QByteArrayList dropped{
        "connection", "keep-alive", "transfer-encoding", "set-cookie", "www-authenticate"};
    return !dropped.contains(name);
}

} // namespace

Result<WebRequest> makeHttpRequest(const QJsonObject &parameters, const QString &step)
{
    auto request = WebRequest::to(parameters.value(Name("url")).toString());
    if (!request)
        return request;
    addQuery(request->url, parameters.value(Name("query")).toObject());
    const QJsonValue body = parameters.value(Name("body"));
    if (!body.isUndefined()) {
        request->body = body.isString() ? body.toString().toUtf8() : compactJson(body);
        request->headers.emplaceBack(
            "Content-Type", body.isString() ? "text/plain; charset=utf-8" : "application/json");
    }
    if (const QString key = parameters.value(Name("idempotencyHeader")).toString(); !key.isEmpty())
        request->headers.emplaceBack(key.toLatin1(), step.toUtf8());
    if (const auto added = request->addHeaders(parameters.value(Name("headers")).toObject());
        !added)
        return fail(added.error());
    return request;
}

std::optional<std::chrono::milliseconds> readRetryAfter(const QByteArray &value, qint64 nowNs)
{
    bool isNumber = false;
    const qint64 seconds = value.trimmed().toLongLong(&isNumber);
    qint64 ms = seconds * 1000;
    if (isNumber && seconds > longestWait / std::chrono::seconds(1))
        return longestWait;
    if (!isNumber) {
        QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(value.trimmed()),
                                                 QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
        if (!date.isValid())
            return {};
        date.setTimeZone(QTimeZone::utc());
        ms = date.toMSecsSinceEpoch() - nowNs / 1'000'000;
    }
    return std::clamp<std::chrono::milliseconds>(
        std::chrono::milliseconds(ms), std::chrono::milliseconds(0), longestWait);
}

HttpRequestStep::HttpRequestStep(const StepInput &input,
                                 const HttpRequestRules &rules,
                                 Clock *clock,
                                 QNetworkAccessManager *network)
    : m_input(input), m_rules(rules), m_clock(clock), m_network(network)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        finish(StepOutcome::failed({ErrorKind::Timeout,
                                    QStringLiteral("%1 did not answer in time.").arg(m_place),
                                    QStringLiteral("Raise `timeout` if it is known to be slow."),
                                    {}}));
    });
}

HttpRequestStep::~HttpRequestStep()
{
    dropReply();
}

void HttpRequestStep::start()
{
    const auto request = makeHttpRequest(m_input.parameters, m_input.step);
    if (request)
        send(*request);
    else
        finishLater(StepOutcome::failed(request.error(), false));
}

void HttpRequestStep::send(const WebRequest &request)
{
    m_place = request.place();
    QNetworkRequest network = request.toNetwork();
    if (const int redirects = m_input.parameters.value(Name("redirects")).toInt(); redirects > 0) {
        // Qt sends all headers again, secrets among them: never to another place.
        network.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                             QNetworkRequest::SameOriginRedirectPolicy);
        network.setMaximumRedirectsAllowed(redirects);
    }
    m_deadline.start(m_input.timeout.count() > 0 ? m_input.timeout : defaultTimeout);
    const QByteArray method = m_input.parameters.value(Name("method")).toString().toLatin1();
    // Methods that Qt knows by name treat their answers as these ask for: HEAD has no body.
    if (method == "HEAD")
        m_reply = m_network->head(network);
    else if (method == "GET" && request.body.isEmpty())
        m_reply = m_network->get(network);
    else
        m_reply = m_network->sendCustomRequest(network, method, request.body);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpRequestStep::read);
    connect(m_reply, &QNetworkReply::finished, this, &HttpRequestStep::answered);
}

void HttpRequestStep::cancel()
{
    dropReply();
    finishLater(StepOutcome::failed(
        {ErrorKind::Cancelled, QStringLiteral("The request was stopped."), {}, {}}));
}

void HttpRequestStep::read()
{
    m_answer += m_reply->readAll();
    if (m_answer.size() > largestAnswer)
        finish(StepOutcome::failed(
            {ErrorKind::TooLarge,
             QStringLiteral("The answer of %1 has more than 1 MiB.").arg(m_place),
             QStringLiteral("Ask for less, in pages for example."),
             {}},
            false));
}

void HttpRequestStep::answered()
{
    read();
    if (!m_reply)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_reply->error() == QNetworkReply::TooManyRedirectsError ||
        m_reply->error() == QNetworkReply::InsecureRedirectError) {
        finish(StepOutcome::failed(
            {ErrorKind::Failed,
             QStringLiteral("%1 redirects more often than allowed, or to another place.")
                 .arg(m_place),
             QStringLiteral("Write the final address in `url`, or raise `redirects`."),
             {}},
            false));
    } else if (status == 0 || m_reply->error() == QNetworkReply::RemoteHostClosedError) {
        finish(StepOutcome::failed(connectionError(m_reply->error(), m_place)));
    } else {
        finish(m_rules.expected.contains(status) ? success(status) : refusal(status));
    }
}

StepOutcome HttpRequestStep::success(int status) const
{
    StepOutcome outcome = StepOutcome::leave(QStringLiteral("ok"),
                                             QJsonObject{{QStringLiteral("status"), status},
                                                         {QStringLiteral("headers"), headers()},
                                                         {QStringLiteral("body"), body()}});
    outcome.detail.insert(QStringLiteral("status"), status);
    return outcome;
}

StepOutcome HttpRequestStep::refusal(int status) const
{
    StepOutcome outcome =
        StepOutcome::failed(answerError(status), m_rules.retried.contains(status));
    outcome.retryAfter = retryAfter();
    outcome.log = QString::fromUtf8(m_answer.left(loggedAnswer));
    outcome.detail.insert(QStringLiteral("status"), status);
    return outcome;
}

Error HttpRequestStep::answerError(int status) const
{
    if (status >= 300 && status < 400)
        return {ErrorKind::Failed,
                QStringLiteral("%1 answered with a redirect (%2).").arg(m_place).arg(status),
                QStringLiteral("Write the final address in `url`, or raise `redirects`."),
                {}};
    const ErrorKind kind = status == 401 || status == 403   ? ErrorKind::PermissionDenied
                           : status == 404 || status == 410 ? ErrorKind::NotFound
                                                            : ErrorKind::Failed;
    return {kind,
            QStringLiteral("%1 answered with status %2.").arg(m_place).arg(status),
            QStringLiteral("Name the status in `expect` if it is meant to be a success."),
            {}};
}

QJsonObject HttpRequestStep::headers() const
{
    QJsonObject kept;
    const auto pairs = m_reply->rawHeaderPairs();
    for (const auto &[name, value] : pairs) {
        if (isKept(name.toLower()))
            kept.insert(QString::fromLatin1(name.toLower()), QString::fromUtf8(value));
    }
    return kept;
}

QJsonValue HttpRequestStep::body() const
{
    const QByteArray type =
        m_reply->rawHeader("content-type").split(';').first().trimmed().toLower();
    if (type == "application/json" || type.endsWith("+json")) {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson('[' + m_answer + ']', &error);
        if (error.error == QJsonParseError::NoError && document.array().size() == 1)
            return document.array().first();
    }
    return QString::fromUtf8(m_answer);
}

std::chrono::milliseconds HttpRequestStep::retryAfter() const
{
    return readRetryAfter(m_reply->rawHeader("retry-after"), m_clock->nowNs())
        .value_or(std::chrono::milliseconds(0));
}

void HttpRequestStep::dropReply()
{
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

void HttpRequestStep::finishLater(const StepOutcome &outcome)
{
    QMetaObject::invokeMethod(
        this, [this, outcome] { finish(outcome); }, Qt::QueuedConnection);
}

void HttpRequestStep::finish(StepOutcome outcome)
{
    m_deadline.stop();
    dropReply();
    if (std::exchange(m_finished, true))
        return;
    if (!m_place.isEmpty())
        outcome.detail.insert(QStringLiteral("host"), m_place);
    Q_EMIT finished(outcome);
}

} // namespace Saltern
