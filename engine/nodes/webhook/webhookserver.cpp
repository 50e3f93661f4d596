#include "engine/nodes/webhook/webhookserver.h"

namespace Saltern {

WebhookServer::WebhookServer(ListenAddress address, Clock &clock, HttpLimits limits)
    : m_address(address), m_limits(limits), m_admission(clock)
{
}

Result<void> WebhookServer::reserve(WebhookReceiver &receiver)
{
    for (const WebhookReceiver *other : std::as_const(m_reserved)) {
        if (other == &receiver || other->webhookPath() != receiver.webhookPath())
            continue;
        // A new revision takes over the paths of the one before.
        const bool successor = other->webhookPipeline() == receiver.webhookPipeline() &&
                               other->webhookRevision() != receiver.webhookRevision();
        if (!successor)
            return fail(ErrorKind::Conflict,
                        QStringLiteral("The webhook path \"%1\" belongs to %2 already.")
                            .arg(receiver.webhookPath(), other->webhookOwner()),
                        QStringLiteral("Choose another `path`, or stop that pipeline."));
    }
    if (const auto ready = listen(); !ready)
        return ready;
    if (!m_reserved.contains(&receiver))
        m_reserved.append(&receiver);
    return {};
}

Result<void> WebhookServer::listen()
{
    if (isListening())
        return {};
    HttpService &service = *this;
    auto server = std::make_unique<HttpServer>(service, m_limits);
    if (const auto listens = server->listen(m_address); !listens) {
        Error error = listens.error();
        error.remedy = QStringLiteral("Start the engine with --webhooks ADDRESS:PORT and another "
                                      "port.");
        return fail(error);
    }
    m_server = std::move(server);
    Q_EMIT listening(address().toString());
    return {};
}

void WebhookServer::open(WebhookReceiver &receiver)
{
    m_open.insert('/' + receiver.webhookPath().toLatin1(), &receiver);
    m_admission.open(receiver);
    if (receiver.isOpenToAll() && !m_address.isLoopback())
        Q_EMIT warned(QStringLiteral("The webhook %1 takes events from everybody who reaches %2: "
                                     "it has neither a token nor a signature.")
                          .arg(receiver.webhookOwner(), address().toString()));
}

void WebhookServer::release(WebhookReceiver &receiver)
{
    m_reserved.removeAll(&receiver);
    m_open.removeIf([&](const auto &entry) { return entry.value() == &receiver; });
    m_admission.close(receiver);
    // Later: this may be asked for by a request that the server is handing on.
    if (m_reserved.isEmpty() && m_server) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_reserved.isEmpty() && m_server)
                    retireServer();
            },
            Qt::QueuedConnection);
    }
}

void WebhookServer::retireServer()
{
    HttpServer *server = m_retiring.emplace_back(std::move(m_server)).get();
    connect(
        server,
        &HttpServer::retired,
        this,
        [this, server] {
            std::erase_if(m_retiring, [&](const auto &one) { return one.get() == server; });
        },
        static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    server->retire();
}

ListenAddress WebhookServer::address() const
{
    return isListening() ? m_server->address() : m_address;
}

QStringList WebhookServer::paths() const
{
    QStringList paths;
    for (const WebhookReceiver *receiver : m_open)
        paths += receiver->webhookPath();
    paths.sort();
    return paths;
}

WebhookReceiver *WebhookServer::receiverOf(const HttpRequest &request) const
{
    return m_open.value(request.path());
}

HttpService::Admission WebhookServer::admit(const HttpRequest &head)
{
    const WebhookReceiver *receiver = receiverOf(head);
    if (!receiver)
        return {.refusal = HttpReply::refusal(
                    404,
                    QStringLiteral("No running pipeline has a webhook at this path."),
                    QStringLiteral("Check `path`, and that the pipeline runs."))};
    return receiver->judge(head);
}

void WebhookServer::serve(const HttpRequest &request, const HttpExchange &exchange)
{
    if (WebhookReceiver *receiver = receiverOf(request))
        m_admission.hand(*receiver, request, exchange);
    else
        exchange.answer(comeBackLater(QStringLiteral("The pipeline was stopped.")));
}

} // namespace Saltern
