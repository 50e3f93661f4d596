#include "app/studio/engineclient/replayplayer.h"

#include "app/studio/canvas/nodecard.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/liveruns.h"
#include "engine/pipeline/registry.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJSEngine>

namespace Saltern {

namespace {

/// "1 run", "4 runs".
QString counted(qint64 count, const QString &one, const QString &many)
{
    return (count == 1 ? one : many).arg(count);
}

} // namespace

ReplayPlayer::ReplayPlayer(QObject *parent) : Player(QStringLiteral("replay"), parent)
{
    EngineClient &client = EngineClient::instance();
    connect(&client, &EngineClient::replayTold, this, &ReplayPlayer::take);
    connect(&client, &EngineClient::stateChanged, this, [this, &client] {
        if (isBusy() && !client.isConnected())
            end(QStringLiteral("failed"), tr("The engine went away. Replay it again."));
    });
}

ReplayPlayer &ReplayPlayer::instance()
{
    static ReplayPlayer player(nullptr);
    return player;
}

ReplayPlayer *ReplayPlayer::create(QQmlEngine *, QJSEngine *)
{
    QJSEngine::setObjectOwnership(&instance(), QJSEngine::CppOwnership);
    return &instance();
}

QString ReplayPlayer::line() const
{
    return isBusy() ? tr("Replaying %1 · %2").arg(m_source, sentence())
                    : tr("Replay of %1: %2").arg(m_source, sentence());
}

double ReplayPlayer::progress() const
{
    if (state() == QLatin1StringView("done"))
        return 1;
    return m_total > 0 ? double(m_played) / double(m_total) : 0;
}

void ReplayPlayer::playSince(PipelineDocument *document, int minutes)
{
    const QDateTime since = QDateTime::currentDateTimeUtc().addSecs(-qint64(minutes) * 60);
    play(document,
         minutes == 60
             ? tr("the last hour")
             : tr("the last %1").arg(counted(minutes / 60, tr("%1 hour"), tr("%1 hours"))),
         {{QStringLiteral("since"), since.toString(Qt::ISODateWithMs)}});
}

void ReplayPlayer::playFile(PipelineDocument *document, const QString &path)
{
    QFile recording(path);
    const QString name = QFileInfo(recording).fileName();
    if (!recording.open(QIODevice::ReadOnly)) {
        Q_EMIT EngineClient::instance().failed(
            tr("%1 cannot be read: %2").arg(name, recording.errorString()),
            tr("Check the name, and who may read it."));
        return;
    }
    const QByteArray lines = recording.read(largestFile + 1);
    if (lines.size() > largestFile) {
        Q_EMIT EngineClient::instance().failed(
            tr("%1 is larger than 16 MiB.").arg(name),
            tr("Cut it into several files, or use saltern replay."));
        return;
    }
    if (lines.trimmed().isEmpty()) {
        Q_EMIT EngineClient::instance().failed(
            tr("%1 has no events.").arg(name),
            tr("saltern events --json writes such a file, and so does Events > Save."));
        return;
    }
    play(document, name, {{QStringLiteral("recording"), QString::fromUtf8(lines)}});
}

void ReplayPlayer::playRun(PipelineDocument *document, const QString &run, const QString &to)
{
    QJsonObject events{{QStringLiteral("run"), run}};
    if (!to.isEmpty())
        events.insert(QStringLiteral("to"), to);
    play(document, to.isEmpty() ? tr("run %1").arg(run) : tr("run %1 to %2").arg(run, to), events);
}

void ReplayPlayer::again()
{
    play(document(), m_source, m_events);
}

void ReplayPlayer::play(PipelineDocument *document,
                        const QString &source,
                        const QJsonObject &events)
{
    if (!document)
        return;
    begin(document, true, tr("Looking for the events"));
    m_source = source;
    m_events = events;
    m_played = m_total = m_runs = 0;
    QJsonObject params = events;
    params.insert(QStringLiteral("bundle"), protocolBundle(document->bundle()));
    if (const QJsonObject pinned = overlay()->pinnedOutputs(); !pinned.isEmpty())
        params.insert(QStringLiteral("mocks"), pinned);
    const int number = ++m_begun;
    EngineClient::instance().ask(
        QStringLiteral("pipelines.replay"),
        params,
        this,
        [this, number](const QJsonObject &answer) {
            m_subscription = countOf(answer, "subscription");
            // Stopped, or begun anew, before the engine had answered.
            if (number != m_begun || !isBusy())
                unsubscribe();
        },
        [this, number](const Error &error) {
            if (number == m_begun && isBusy())
                end(QStringLiteral("failed"), error.toString());
        });
    Q_EMIT changed();
}

void ReplayPlayer::take(const QJsonObject &news)
{
    if (!isBusy() || countOf(news, "subscription") != m_subscription)
        return;
    m_played = countOf(news, "played");
    m_total = countOf(news, "events");
    m_runs = countOf(news, "runs");
    if (overlay())
        overlay()->takeFigures(news);
    const QJsonArray changes = arrayOf(news, "changes");
    for (const QJsonValue &change : changes)
        record()->take(change.toObject());
    record()->setSkipped(countOf(news, "skipped"));
    if (!news.value(QLatin1StringView("finished")).toBool()) {
        set(QStringLiteral("running"),
            tr("%1 of %2").arg(m_played).arg(counted(m_total, tr("%1 event"), tr("%1 events"))));
        return;
    }
    const QJsonObject error = objectOf(news, "error");
    if (error.isEmpty())
        end(QStringLiteral("done"), result(news));
    else
        end(QStringLiteral("failed"),
            QString(textOf(error, "message") + u' ' + textOf(error, "remedy")).trimmed());
}

QString ReplayPlayer::result(const QJsonObject &news) const
{
    if (m_total == 0)
        return tr("The engine's journal has no event of that time.");
    QStringList parts{counted(m_total, tr("%1 event"), tr("%1 events")),
                      counted(m_runs, tr("%1 run"), tr("%1 runs"))};
    const qint64 failed = countOf(objectOf(news, "report"), "failedRuns");
    if (failed > 0)
        parts.append(tr("%1 of them failed").arg(failed));
    const QJsonArray effects = arrayOf(news, "effects");
    for (const QJsonValue &effect : effects)
        parts.append(effectText(effect.toObject()));
    if (effects.isEmpty())
        parts.append(tr("nothing would have been done"));
    return parts.join(QStringLiteral(", "));
}

/// "2 would Restart it", "1 would Restart it (restart web)".
QString ReplayPlayer::effectText(const QJsonObject &effect) const
{
    const QString node = textOf(effect, "node");
    const QString label = document() ? document()->labelOf(node) : node;
    const qint64 calls = countOf(effect, "calls");
    const Node *written = document() ? document()->pipeline().node(node) : nullptr;
    if (calls != 1 || !written || !written->kind.name.startsWith(QLatin1StringView("container.")))
        return tr("%1 would %2").arg(calls).arg(label);
    Node asked = *written;
    asked.parameters = objectOf(effect, "parameters");
    const NodeDescriptor *descriptor = findDescriptor(asked.kind);
    const QStringList words = kindLineOf(descriptor, asked).split(QStringLiteral(" · ")).mid(1) +
                              summaryLinesOf(descriptor, asked).mid(0, 1);
    return tr("1 would %1 (%2)").arg(label, words.join(u' '));
}

void ReplayPlayer::stop()
{
    if (!isBusy())
        return;
    unsubscribe();
    end(QStringLiteral("stopped"),
        tr("Stopped after %1 of %2, %3")
            .arg(m_played)
            .arg(counted(m_total, tr("%1 event"), tr("%1 events")),
                 counted(m_runs, tr("%1 run"), tr("%1 runs"))));
}

void ReplayPlayer::unsubscribe()
{
    if (const qint64 subscription = std::exchange(m_subscription, 0); subscription > 0)
        EngineClient::instance().ask(
            QStringLiteral("unsubscribe"),
            {{QStringLiteral("subscription"), subscription}},
            this,
            [](const QJsonObject &) {},
            [](const Error &) {});
}

void ReplayPlayer::end(const QString &state, const QString &sentence)
{
    unsubscribe();
    set(state, sentence);
}

} // namespace Saltern
