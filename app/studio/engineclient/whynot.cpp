#include "app/studio/engineclient/whynot.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"

namespace Saltern {

namespace {

const QString keyField = QStringLiteral("key");

} // namespace

WhyNot::WhyNot(QObject *parent)
    : JsonListModel(keyField,
                    {QStringLiteral("path"),
                     QStringLiteral("clause"),
                     QStringLiteral("matched"),
                     QStringLiteral("seen"),
                     QStringLiteral("sentence")},
                    parent)
{
}

void WhyNot::ask(PipelineDocument *document, const QString &node, const QString &event)
{
    if (!document || node.isEmpty())
        return;
    m_node = node;
    const int number = ++m_asked;
    EngineClient::instance().ask(
        QStringLiteral("events.whyNot"),
        {{QStringLiteral("event"), QJsonDocument::fromJson(event.toUtf8()).object()},
         {QStringLiteral("node"), node},
         {QStringLiteral("bundle"), protocolBundle(document->bundle())}},
        this,
        [this, number](const QJsonObject &answer) {
            if (number == m_asked)
                show(textOf(answer, "outcome"),
                     answer.value(QLatin1StringView("matched")).toBool(),
                     arrayOf(answer, "clauses"));
        },
        [this, number](const Error &error) {
            if (number == m_asked)
                show(error.toString(), false, {});
        });
}

void WhyNot::clear()
{
    ++m_asked;
    m_node.clear();
    show({}, false, {});
}

void WhyNot::show(const QString &outcome, bool matched, QJsonArray clauses)
{
    m_outcome = outcome;
    m_matched = matched;
    for (int i = 0; i < clauses.size(); ++i) {
        QJsonObject clause = clauses.at(i).toObject();
        clause.insert(keyField, i);
        clauses[i] = clause;
    }
    setRows(clauses);
    Q_EMIT changed();
}

} // namespace Saltern
