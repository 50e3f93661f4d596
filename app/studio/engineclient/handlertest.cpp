#include "app/studio/engineclient/handlertest.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"

namespace Saltern {

namespace {

/// Each exit on a line of its own: the port, then what leaves by it.
QString exitsText(const QJsonObject &answer)
{
    QStringList lines;
    const QJsonArray exits = arrayOf(answer, "exits");
    for (const QJsonValue &value : exits) {
        const QJsonObject exit = value.toObject();
        const QJsonValue data = exit.value(QLatin1StringView("data"));
        const QString text =
            data.isObject() ? jsonText(data.toObject()) : data.toVariant().toString();
        lines += textOf(exit, "port") + u' ' + text;
    }
    return lines.join(u'\n');
}

QVariantMap failure(const QString &sentence)
{
    return {{QStringLiteral("error"), sentence}};
}

} // namespace

HandlerTest::HandlerTest(QObject *parent) : QObject(parent)
{
}

void HandlerTest::run(PipelineDocument *document, const QString &node, const QVariantMap &event)
{
    if (!document || node.isEmpty())
        return;
    m_node = node;
    m_running = true;
    m_result.clear();
    const int number = ++m_asked;
    Q_EMIT changed();
    EngineClient::instance().ask(
        QStringLiteral("functions.invoke"),
        {{QStringLiteral("bundle"), protocolBundle(document->bundle())},
         {QStringLiteral("node"), node},
         {QStringLiteral("event"), QJsonObject::fromVariantMap(event)}},
        this,
        [this, number](const QJsonObject &answer) {
            const QJsonObject error = answer.value(QLatin1StringView("error")).toObject();
            finish(
                number,
                {{QStringLiteral("text"), exitsText(answer)},
                 {QStringLiteral("log"), textOf(answer, "log")},
                 {QStringLiteral("milliseconds"), answer.value(QLatin1StringView("ms")).toDouble()},
                 {QStringLiteral("error"),
                  QString(textOf(error, "message") + u' ' + textOf(error, "remedy")).trimmed()}});
        },
        [this, number](const Error &error) { finish(number, failure(error.toString())); });
}

void HandlerTest::finish(int number, const QVariantMap &result)
{
    if (number != m_asked)
        return;
    m_running = false;
    m_result = result;
    Q_EMIT changed();
}

} // namespace Saltern
