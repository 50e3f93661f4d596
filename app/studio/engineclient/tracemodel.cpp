#include "app/studio/engineclient/tracemodel.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/nodefigures.h"
#include "app/studio/engineclient/timetext.h"

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto refreshAfter = 200ms;
const QString depthField = QStringLiteral("depth");

QString failuresText(const QJsonObject &step)
{
    QStringList lines;
    const QJsonArray failures = arrayOf(step, "failures");
    for (const QJsonValue &value : failures) {
        const QJsonObject failure = value.toObject();
        lines.append(TraceModel::tr("attempt %1: %2")
                         .arg(countOf(failure, "attempt"))
                         .arg(textOf(objectOf(failure, "error"), "message")));
    }
    return lines.join(u'\n');
}

QString errorText(const QJsonObject &step)
{
    return errorSentence(objectOf(step, "error"));
}

QString exitsText(const QJsonObject &step)
{
    QStringList ports;
    const QJsonArray exits = arrayOf(step, "exits");
    for (const QJsonValue &port : exits)
        ports.append(port.toString());
    return ports.join(QStringLiteral(", "));
}

QJsonObject triggerRow(const QJsonObject &story)
{
    return {{QStringLiteral("number"), 0},
            {QStringLiteral("node"), textOf(story, "trigger")},
            {QStringLiteral("state"), QStringLiteral("done")},
            {QStringLiteral("host"), textOf(objectOf(story, "event"), "salternhost")},
            {QStringLiteral("created"), textOf(story, "started")},
            {QStringLiteral("event"), objectOf(story, "event")},
            {depthField, 0}};
}

/// Below each step those that it led to, in the order in which they began.
void addBelow(const QJsonArray &steps, qint64 parent, int depth, QList<QJsonObject> &rows)
{
    for (const QJsonValue &value : steps) {
        QJsonObject step = value.toObject();
        const qint64 number = countOf(step, "number");
        // A step comes after its parent: what says otherwise would have no end.
        if (countOf(step, "parent") != parent || number <= parent)
            continue;
        step.insert(depthField, depth);
        rows.append(step);
        addBelow(steps, number, depth + 1, rows);
    }
}

QList<QJsonObject> asTree(const QJsonObject &story)
{
    QList<QJsonObject> rows{triggerRow(story)};
    addBelow(arrayOf(story, "steps"), 0, 1, rows);
    return rows;
}

} // namespace

TraceModel::TraceModel(QObject *parent)
    : JsonListModel(QStringLiteral("number"),
                    {QStringLiteral("number"),
                     QStringLiteral("node"),
                     QStringLiteral("depth"),
                     QStringLiteral("state"),
                     QStringLiteral("port"),
                     QStringLiteral("attempt"),
                     QStringLiteral("host"),
                     QStringLiteral("took"),
                     QStringLiteral("time"),
                     QStringLiteral("eventType"),
                     QStringLiteral("eventText"),
                     QStringLiteral("parametersText"),
                     QStringLiteral("exits"),
                     QStringLiteral("errorText"),
                     QStringLiteral("failures"),
                     QStringLiteral("log"),
                     QStringLiteral("detailText")},
                    parent)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(refreshAfter);
    connect(&m_refresh, &QTimer::timeout, this, &TraceModel::refresh);
    EngineClient &client = EngineClient::instance();
    connect(&m_source, &RunSource::replaced, this, &TraceModel::begin);
    connect(&m_source, &RunSource::changed, this, [this](const QJsonObject &change) {
        if (!m_run.isEmpty() && textOf(change, "run") == m_run && !m_refresh.isActive())
            m_refresh.start();
    });
    connect(&client, &EngineClient::stateChanged, this, [this, &client] {
        if (!m_source.record() && client.isConnected() && !m_run.isEmpty())
            refresh();
    });
}

void TraceModel::setRecord(PlayRecord *record)
{
    m_source.setRecord(record);
}

void TraceModel::setRun(const QString &run)
{
    if (run == m_run)
        return;
    m_run = run;
    begin();
}

void TraceModel::begin()
{
    m_story = {};
    m_problem.clear();
    setRows(QList<QJsonObject>());
    Q_EMIT runChanged();
    Q_EMIT storyChanged();
    if (!m_run.isEmpty())
        refresh();
}

void TraceModel::refresh()
{
    m_loading = true;
    m_source.ask(
        QStringLiteral("runs.show"),
        {{QStringLiteral("run"), m_run}},
        this,
        [this](const QJsonObject &story) {
            if (textOf(story, "run") == m_run)
                take(story);
        },
        [this](const Error &error) {
            m_loading = false;
            m_problem = error.toString();
            Q_EMIT storyChanged();
        });
    Q_EMIT storyChanged();
}

void TraceModel::take(const QJsonObject &story)
{
    m_loading = false;
    m_problem.clear();
    m_story = story;
    setRows(asTree(story));
    Q_EMIT storyChanged();
}

QVariant TraceModel::value(const QJsonObject &row, const QString &role) const
{
    if (role == QLatin1StringView("state"))
        return stateOfStep(textOf(row, "state"), textOf(objectOf(row, "error"), "kind"));
    if (role == QLatin1StringView("took"))
        return durationText(msBetween(textOf(row, "started"), textOf(row, "finished")));
    if (role == QLatin1StringView("time"))
        return clockTime(
            textOf(row, row.contains(QLatin1StringView("started")) ? "started" : "created"));
    if (role == QLatin1StringView("eventType"))
        return textOf(objectOf(row, "event"), "type");
    if (role == QLatin1StringView("eventText"))
        return jsonText(objectOf(row, "event"));
    if (role == QLatin1StringView("parametersText"))
        return jsonText(objectOf(row, "parameters"));
    if (role == QLatin1StringView("detailText"))
        return jsonText(objectOf(row, "detail"));
    if (role == QLatin1StringView("exits"))
        return exitsText(row);
    if (role == QLatin1StringView("errorText"))
        return Saltern::errorText(row);
    if (role == QLatin1StringView("failures"))
        return failuresText(row);
    if (role == QLatin1StringView("number") || role == QLatin1StringView("depth") ||
        role == QLatin1StringView("attempt"))
        return row.value(role).toInt();
    return row.value(role).toString();
}

QString TraceModel::pipeline() const
{
    return textOf(m_story, "pipeline");
}

QString TraceModel::state() const
{
    return textOf(m_story, "state");
}

QString TraceModel::mode() const
{
    return textOf(m_story, "mode");
}

QString TraceModel::started() const
{
    return dayTime(textOf(m_story, "started"));
}

QString TraceModel::took() const
{
    return durationText(msBetween(textOf(m_story, "started"), textOf(m_story, "finished")));
}

QString TraceModel::reason() const
{
    return textOf(m_story, "reason");
}

QString TraceModel::eventText() const
{
    return jsonText(objectOf(m_story, "event"));
}

QStringList TraceModel::clauses() const
{
    QStringList sentences;
    const QJsonArray clauses = arrayOf(m_story, "clauses");
    for (const QJsonValue &clause : clauses)
        sentences.append(textOf(clause.toObject(), "sentence"));
    return sentences;
}

QStringList TraceModel::path() const
{
    QStringList nodes;
    for (const QJsonObject &row : rows())
        nodes.append(textOf(row, "node"));
    nodes.removeDuplicates();
    return nodes;
}

} // namespace Saltern
