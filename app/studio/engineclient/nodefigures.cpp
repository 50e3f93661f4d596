#include "app/studio/engineclient/nodefigures.h"

#include "app/studio/engineclient/jsonfields.h"

namespace Saltern {

QString NodeFigures::state() const
{
    if (running > 0)
        return QStringLiteral("running");
    if (retrying > 0)
        return QStringLiteral("retrying");
    return queued > 0 ? QStringLiteral("queued") : last;
}

QString stateOfStep(const QString &stepState, const QString &errorKind)
{
    static const QHash<QString, QString> states{
        {QStringLiteral("waiting"), QStringLiteral("queued")},
        {QStringLiteral("started"), QStringLiteral("running")},
        {QStringLiteral("retrying"), QStringLiteral("retrying")},
        {QStringLiteral("done"), QStringLiteral("ok")},
        {QStringLiteral("observed"), QStringLiteral("ok")},
        {QStringLiteral("lost"), QStringLiteral("failed")},
        {QStringLiteral("cancelled"), QStringLiteral("cancelled")},
        {QStringLiteral("stopped"), QStringLiteral("skipped")},
        {QStringLiteral("bypassed"), QStringLiteral("skipped")}};
    if (stepState == QLatin1StringView("failed"))
        return errorKind == QLatin1StringView("timeout") ? QStringLiteral("timedOut")
                                                         : QStringLiteral("failed");
    return states.value(stepState, QStringLiteral("idle"));
}

void takeFigures(NodeFigures &state, const QJsonObject &figures)
{
    state.in = countOf(figures, "in");
    state.matched = countOf(figures, "matched");
    state.out = countOf(figures, "out");
    state.failed = countOf(figures, "failed");
    state.dead = countOf(figures, "dead");
    state.queued = countOf(figures, "queued");
    state.running = countOf(figures, "running");
    state.retrying = countOf(figures, "retrying");
    state.p50Ms = figures.value(QLatin1StringView("p50Ms")).toDouble(-1);
    state.p99Ms = figures.value(QLatin1StringView("p99Ms")).toDouble(-1);
    state.lastError = textOf(objectOf(figures, "lastError"), "message");
    // The studio came later than the steps: the counters tell how they went.
    if (state.last == QLatin1StringView("idle") && state.matched + state.failed > 0)
        state.last = state.matched > 0 ? QStringLiteral("ok") : QStringLiteral("failed");
}

QString wireKey(const QString &from, const QString &port, const QString &to)
{
    return from + u'.' + port + QStringLiteral("->") + to;
}

QString wireKeyFromProtocol(const QString &text)
{
    QString key = text;
    return key.replace(QStringLiteral(" -> "), QStringLiteral("->"));
}

} // namespace Saltern
