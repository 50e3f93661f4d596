#include "app/studio/engineclient/eventroute.h"

#include "app/studio/canvas/nodecard.h"
#include "app/studio/document/pipelinedocument.h"

#include <QCoreApplication>

namespace Saltern {

namespace {

const QString arrow = QStringLiteral("→ ");

// A trigger is written "pipeline/node".
QString triggerText(const QString &trigger, const PipelineDocument *document)
{
    return document && trigger.section(u'/', 0, 0) == document->name()
               ? cardTitleIn(document->pipeline(), trigger.section(u'/', 1))
               : trigger;
}

// An event of a node is of type "saltern/pipeline/node/port".
QStringList wiredTo(const QString &type, const PipelineDocument &document)
{
    QStringList titles;
    if (type.section(u'/', 1, 1) != document.name())
        return titles;
    const QList<Wire> wires = document.wires();
    for (const Wire &wire : wires) {
        if (wire.from == type.section(u'/', 2, 2) && wire.port == type.section(u'/', 3))
            titles.append(cardTitleIn(document.pipeline(), wire.to));
    }
    return titles;
}

} // namespace

QString eventRoute(const QString &type,
                   const QStringList &triggers,
                   bool matched,
                   const PipelineDocument *document)
{
    const bool isSent = type.startsWith(QLatin1StringView("saltern/"));
    QStringList ways;
    if (isSent && document)
        ways = wiredTo(type, *document);
    for (const QString &trigger : triggers)
        ways.append(triggerText(trigger, document));
    if (!ways.isEmpty())
        return arrow + ways.join(QStringLiteral(", "));
    if (isSent)
        return {};
    return matched ? QCoreApplication::translate("EventRoute", "matched")
                   : QCoreApplication::translate("EventRoute", "no match");
}

} // namespace Saltern
