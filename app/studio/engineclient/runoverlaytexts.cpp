#include "app/studio/document/shownwires.h"
#include "app/studio/engineclient/player.h"
#include "app/studio/engineclient/runoverlay.h"
#include "app/studio/engineclient/timetext.h"
#include "engine/pipeline/registry.h"

#include <QDateTime>
#include <QLocale>

namespace Saltern {

namespace {

qint64 secondsUntil(const QString &time)
{
    const QDateTime due = QDateTime::fromString(time, Qt::ISODateWithMs);
    return due.isValid() ? std::max<qint64>(0, QDateTime::currentDateTimeUtc().secsTo(due)) : 0;
}

/// How often the node is tried again, 0 = it does not say.
int retryMaximum(const Pipeline &pipeline, const QString &id)
{
    const Node *node = pipeline.node(id);
    const NodeDescriptor *descriptor = node ? findDescriptor(node->kind) : nullptr;
    if (!descriptor)
        return 0;
    return parametersWithDefaults(*descriptor, *node)
        .value(QLatin1StringView("retry"))
        .toObject()
        .value(QLatin1StringView("max"))
        .toInt();
}

NodeRunState canvasState(const QString &state)
{
    static const QHash<QString, NodeRunState> states{
        {QStringLiteral("queued"), NodeRunState::Queued},
        {QStringLiteral("running"), NodeRunState::Running},
        {QStringLiteral("retrying"), NodeRunState::Retrying},
        {QStringLiteral("ok"), NodeRunState::Ok},
        {QStringLiteral("failed"), NodeRunState::Failed},
        {QStringLiteral("skipped"), NodeRunState::Skipped},
        {QStringLiteral("timedOut"), NodeRunState::TimedOut},
        {QStringLiteral("cancelled"), NodeRunState::Cancelled}};
    return states.value(state, NodeRunState::Idle);
}

// Of the same unit it is said once: a card has room for 21 letters.
QString latencyText(double p50Ms, double p99Ms)
{
    const QString p50 = durationText(p50Ms);
    const QString p99 = durationText(p99Ms);
    const bool isSameUnit = p50.section(u' ', 1) == p99.section(u' ', 1);
    return RunOverlay::tr("p50 %1  p99 %2").arg(isSameUnit ? p50.section(u' ', 0, 0) : p50, p99);
}

} // namespace

QString RunOverlay::counterText(const NodeFigures &state) const
{
    const QLocale locale;
    if (state.failed > 0 && state.last != QLatin1StringView("ok"))
        return QStringLiteral("× ") + locale.toString(state.failed);
    if (state.matched > 0)
        return QStringLiteral("✓ ") + locale.toString(state.matched);
    return state.in > 0 ? locale.toString(state.in) : QString();
}

QString RunOverlay::footerText(const QString &id, const NodeFigures &state) const
{
    const QString now = state.state();
    if (mode() == QLatin1StringView("replay") && m_pinned.contains(id))
        return tr("output pinned");
    if (now == QLatin1StringView("retrying")) {
        const int most = retryMaximum(m_pipeline, id);
        const QString of = most > 0 ? QStringLiteral("%1/%2").arg(state.attempt).arg(most)
                                    : QString::number(state.attempt);
        return tr("retry %1 in %2 s").arg(of).arg(secondsUntil(state.due));
    }
    if (now == QLatin1StringView("queued"))
        return tr("queued %1").arg(state.queued);
    if (now == QLatin1StringView("running")) {
        const QString elapsed = state.startedMs > 0
                                    ? durationText(double(m_steady.elapsed() - state.startedMs))
                                    : QString();
        return tr("running %1").arg(elapsed).trimmed();
    }
    if (now == QLatin1StringView("cancelled"))
        return tr("cancelled");
    if (now == QLatin1StringView("timedOut"))
        return tr("timed out");
    if (now == QLatin1StringView("skipped"))
        return tr("skipped");
    if (state.observed)
        return tr("would run");
    if (state.p50Ms < 0)
        return m_pinned.contains(id) ? tr("output pinned") : QString();
    return m_shownRun.isEmpty() ? latencyText(state.p50Ms, state.p99Ms) : durationText(state.p50Ms);
}

NodeRunFacts RunOverlay::nodeFacts(const QString &id) const
{
    const NodeFigures figures = node(id);
    return {.state = canvasState(figures.state()),
            .in = figures.in,
            .matched = figures.matched,
            .out = figures.out,
            .failed = figures.failed,
            .queued = int(figures.queued),
            .footer = footerText(id, figures),
            .lastError = figures.last == QLatin1StringView("ok") ||
                                 figures.last == QLatin1StringView("ignored")
                             ? QString()
                             : figures.lastError,
            .isStale = isChanged(id),
            .isChanged = !m_player && isChanged(id)};
}

QVariantMap RunOverlay::nodeState(const QString &id) const
{
    const NodeFigures state = node(id);
    return {{QStringLiteral("state"), state.state()},
            {QStringLiteral("in"), state.in},
            {QStringLiteral("matched"), state.matched},
            {QStringLiteral("out"), state.out},
            {QStringLiteral("failed"), state.failed},
            {QStringLiteral("dead"), state.dead},
            {QStringLiteral("counter"), counterText(state)},
            {QStringLiteral("footer"), footerText(id, state)},
            {QStringLiteral("lastError"), state.lastError},
            {QStringLiteral("changed"), isChanged(id)}};
}

QVariantMap RunOverlay::wireState(const QString &from, const QString &port, const QString &to) const
{
    const WireRunFacts state =
        wire(wireKey(from, portOf({from, port, to}, m_pipeline.node(from)), to));
    QString label = state.count > 0 ? QLocale().toString(state.count) : QString();
    if (state.perSecond >= 1)
        label += tr(" · %1/s").arg(qRound(state.perSecond));
    return {{QStringLiteral("count"), state.count},
            {QStringLiteral("perSecond"), state.perSecond},
            {QStringLiteral("label"), label}};
}

} // namespace Saltern
