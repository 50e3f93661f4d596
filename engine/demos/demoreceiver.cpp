#include "engine/demos/demoreceiver.h"

#include "engine/demos/demo.h"

#include <QJsonDocument>

namespace Saltern {

namespace {

constexpr qint64 largestMessage = 64 * 1024;

} // namespace

DemoReceiver::DemoReceiver(const QString &key, QObject *parent)
    : QObject(parent), m_key(key), m_server(*this)
{
}

DemoReceiver::~DemoReceiver() = default;

Result<void> DemoReceiver::listen()
{
    return m_server.listen({QHostAddress(QHostAddress::LocalHost), 0});
}

QString DemoReceiver::url() const
{
    return QStringLiteral("http://%1/%2").arg(m_server.address().toString(), m_key);
}

HttpService::Admission DemoReceiver::admit(const HttpRequest &head)
{
    if (head.method != "POST" || head.path() != '/' + m_key.toUtf8())
        return {.refusal = HttpReply::refusal(404, QStringLiteral("Nobody listens here."))};
    return {.bodyLimit = largestMessage};
}

void DemoReceiver::serve(const HttpRequest &request, const HttpExchange &exchange)
{
    const QJsonDocument message = QJsonDocument::fromJson(request.body);
    if (!message.isObject()) {
        exchange.answer(HttpReply::refusal(400, QStringLiteral("This is not a JSON object.")));
        return;
    }
    exchange.answer(HttpReply::json(200, "{}"));
    Q_EMIT received(
        Event::make({.source = QStringLiteral("demo"), .type = demoMessage}, message.object()));
}

} // namespace Saltern
