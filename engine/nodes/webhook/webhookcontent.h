#pragma once

#include "engine/http/httpmessage.h"

#include <QJsonObject>

#include <tl/expected.hpp>

namespace Saltern {

/// What a request says, for the event that is made of it.
struct WebhookContent
{
    QJsonValue body;        // JSON as it is, text as text, a form as an object, nothing as null
    QJsonObject cloudEvent; // the attributes of a CloudEvents 1.0 event; empty when it is none

    /// The content of the request, or the answer that says what is wrong with it.
    static tl::expected<WebhookContent, HttpReply> read(const HttpRequest &request);
};

/// "a=1&b=2&b=3" as {"a": "1", "b": ["2", "3"]}.
QJsonObject readForm(const QByteArray &text);

} // namespace Saltern
