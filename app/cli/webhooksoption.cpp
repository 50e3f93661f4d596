#include "app/cli/webhooksoption.h"

#include "app/cli/command.h"
#include "engine/base/compactjson.h"
#include "engine/nodes/webhook/webhookserver.h"

#include <QJsonObject>

namespace Saltern::Cli {

void tellOfWebhooks(WebhookServer &server, bool json)
{
    const auto object = [](const char *what, const char *key, const QString &value) {
        print(QString::fromUtf8(
            compactJson(QJsonObject{{QStringLiteral("what"), QString::fromLatin1(what)},
                                    {QString::fromLatin1(key), value}})));
    };
    QObject::connect(&server, &WebhookServer::listening, &server, [=](const QString &address) {
        if (json)
            object("webhooks", "address", address);
        else
            print(QStringLiteral("Webhooks are received at http://%1/").arg(address));
    });
    QObject::connect(&server, &WebhookServer::warned, &server, [=](const QString &message) {
        if (json)
            object("warning", "message", message);
        else
            printError(QStringLiteral("saltern: Warning: ") + message);
    });
}

} // namespace Saltern::Cli
