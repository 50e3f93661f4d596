#pragma once

#include "engine/events/event.h"
#include "engine/http/httpserver.h"

#include <QObject>

namespace Saltern {

/// The one whom a demo's pipeline sends messages to: listens on this machine alone, at an address
/// that nobody can guess, and takes whatever JSON is posted to it. Engine thread.
class DemoReceiver : public QObject, private HttpService
{
    Q_OBJECT
public:
    /// `key`: part of the address; see url().
    explicit DemoReceiver(const QString &key, QObject *parent = nullptr);
    ~DemoReceiver() override;

    Result<void> listen();

    /// Where messages are to be posted to, once it listens.
    QString url() const;

Q_SIGNALS:
    /// A message, as an event of the type demoMessage with the JSON object as its data.
    void received(const Saltern::Event &message);

private:
    Admission admit(const HttpRequest &head) override;
    void serve(const HttpRequest &request, const HttpExchange &exchange) override;

    const QString m_key;
    HttpServer m_server;
};

} // namespace Saltern
