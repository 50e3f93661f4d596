#include "app/studio/engineclient/handlertest.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"

namespace Saltern {

namespace {

/// Each exit on a line of its own: the port, then what leaves by it. Then why it was this port.
QString exitsText(const QJsonObject &answer)
{
    QStringList lines;
    const QJsonArray exits = arrayOf(answer, "exits");
    if (exits.isEmpty() && answer.value(QLatin1StringView("ok")).toBool())
        lines += HandlerTest::tr("No event leaves.");
    for (const QJsonValue &value : exits) {
        const QJsonObject exit = value.toObject();
        const QJsonValue data = exit.value(QLatin1StringView("data"));
        const QString text = data.isObject() ? jsonText(data.toObject())
                             : data.isNull() ? HandlerTest::tr("the event as it came")
                                             : data.toVariant().toString();
        lines += textOf(exit, "port") + u' ' + text;
    }
    const QJsonArray clauses = arrayOf(objectOf(answer, "detail"), "whyNot");
    for (const QJsonValue &clause : clauses)
        lines += textOf(clause.toObject(), "sentence");
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

void HandlerTest::run(PipelineDocument *document,
                      const QString &node,
                      const QVariantMap &event,
                      const QVariantMap &scope)
{
    if (!document || node.isEmpty())
        return;
    m_node = node;
    m_running = true;
    m_result.clear();
    const int number = ++m_asked;
    Q_EMIT changed();
    const auto scopeObject = [&scope](const char *root) {
        return QJsonObject::fromVariantMap(scope.value(QLatin1StringView(root)).toMap());
    };
    EngineClient::instance().ask(
        QStringLiteral("functions.invoke"),
        {{QStringLiteral("bundle"), protocolBundle(document->bundle())},
         {QStringLiteral("node"), node},
         {QStringLiteral("event"), QJsonObject::fromVariantMap(event)},
         {QStringLiteral("trigger"), scopeObject("trigger")},
         {QStringLiteral("steps"), scopeObject("steps")}},
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
