#include "engine/nodes/container.action/actioncall.h"

#include "engine/nodes/containerstep.h"

#include <QRegularExpression>

namespace Saltern {

namespace {

Result<void> addStopTimeout(QUrlQuery &query, const QJsonObject &parameters)
{
    const auto seconds = stopSeconds(parameters);
    if (!seconds)
        return fail(seconds.error());
    if (!seconds->isEmpty())
        query.addQueryItem(QStringLiteral("t"), *seconds);
    return {};
}

Result<void> addSignal(QUrlQuery &query, const QJsonObject &parameters)
{
    static const QRegularExpression valid(
        QStringLiteral("\\A((SIG)?[A-Z][A-Z0-9]{1,9}([+-][0-9]{1,2})?|[0-9]{1,2})\\z"));
    const QString signal = parameters.value(QLatin1StringView("signal")).toString();
    if (!valid.match(signal).hasMatch()) {
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" is no signal.").arg(signal.left(40)),
                    QStringLiteral("Write its name or number, such as SIGHUP or 1."));
    }
    // "+" as in SIGRTMIN+1 would be read as a blank.
    query.addQueryItem(QStringLiteral("signal"),
                       QString(signal).replace(u'+', QStringLiteral("%2B")));
    return {};
}

} // namespace

Result<ActionCall> makeActionCall(const QJsonObject &parameters, const QJsonObject &container)
{
    const QString action = parameters.value(QLatin1StringView("action")).toString();
    const QString folder =
        QStringLiteral("/containers/") + container.value(QLatin1StringView("Id")).toString();
    const bool paused = container.value(QLatin1StringView("State"))
                            .toObject()
                            .value(QLatin1StringView("Paused"))
                            .toBool();
    ActionCall call;
    call.path = folder + u'/' + action;
    Result<void> added;
    if (action == QLatin1StringView("stop") || action == QLatin1StringView("restart")) {
        added = addStopTimeout(call.query, parameters);
    } else if (action == QLatin1StringView("kill")) {
        added = addSignal(call.query, parameters);
    } else if (action == QLatin1StringView("pause")) {
        call.alreadySo = paused;
    } else if (action == QLatin1StringView("unpause")) {
        call.alreadySo = !paused;
    } else if (action == QLatin1StringView("remove")) {
        call.method = "DELETE";
        call.path = folder;
        for (const auto &[field, name] :
             {std::pair{QStringLiteral("force"), QStringLiteral("force")},
              {QStringLiteral("volumes"), QStringLiteral("v")}}) {
            if (parameters.value(field).toBool())
                call.query.addQueryItem(name, QStringLiteral("1"));
        }
    }
    if (!added)
        return fail(added.error());
    return call;
}

} // namespace Saltern
