#include "app/studio/engineclient/nodehistory.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/eventtext.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/nodefigures.h"
#include "app/studio/engineclient/timetext.h"

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto refreshAfter = 300ms;
constexpr int rowsShown = 20;

QVariant orNull(const QJsonObject &event)
{
    return event.isEmpty() ? QVariant::fromValue(nullptr) : QVariant(event.toVariantMap());
}

QJsonObject withPort(QJsonObject event, const QString &port)
{
    event.insert(QStringLiteral("port"), port);
    return event;
}

QJsonObject stepOf(const QJsonArray &steps, qint64 number)
{
    for (const QJsonValue &step : steps) {
        if (countOf(step.toObject(), "number") == number)
            return step.toObject();
    }
    return {};
}

} // namespace

NodeHistory::NodeHistory(QObject *parent)
    : JsonListModel(QStringLiteral("id"),
                    {QStringLiteral("id"),
                     QStringLiteral("run"),
                     QStringLiteral("time"),
                     QStringLiteral("state"),
                     QStringLiteral("from"),
                     QStringLiteral("port"),
                     QStringLiteral("type"),
                     QStringLiteral("summary"),
                     QStringLiteral("exits"),
                     QStringLiteral("eventText")},
                    parent)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(refreshAfter);
    connect(&m_refresh, &QTimer::timeout, this, &NodeHistory::refresh);
    EngineClient &client = EngineClient::instance();
    connect(&m_source, &RunSource::replaced, this, &NodeHistory::forget);
    connect(&m_source, &RunSource::changed, this, [this](const QJsonObject &change) {
        if (m_active && textOf(change, "pipeline") == m_pipeline && !m_refresh.isActive())
            m_refresh.start();
    });
    connect(&m_source, &RunSource::changesSkipped, this, [this] {
        if (m_active && !m_refresh.isActive())
            m_refresh.start();
    });
    connect(&client, &EngineClient::stateChanged, this, [this, &client] {
        if (client.isConnected())
            refresh();
    });
}

void NodeHistory::setSubject(QString &member, const QString &value)
{
    if (value == member)
        return;
    member = value;
    forget();
}

void NodeHistory::setRecord(PlayRecord *record)
{
    m_source.setRecord(record);
}

void NodeHistory::forget()
{
    // Of another node: what is here is not its.
    ++m_asked;
    ++m_storyAsked;
    m_story = {};
    setRows(QList<QJsonObject>());
    Q_EMIT subjectChanged();
    Q_EMIT valuesChanged();
    // Several of these change one after another; they are one question.
    if (!m_refresh.isActive())
        m_refresh.start(0);
}

void NodeHistory::setRun(const QString &run)
{
    if (run == m_run)
        return;
    m_run = run;
    Q_EMIT subjectChanged();
    askStory();
}

void NodeHistory::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    Q_EMIT activeChanged();
    refresh();
}

void NodeHistory::refresh()
{
    m_refresh.setInterval(refreshAfter);
    if (!m_active || m_pipeline.isEmpty() || m_node.isEmpty() || !m_source.isThere())
        return;
    QJsonObject params{{QStringLiteral("pipeline"), m_pipeline},
                       {QStringLiteral("node"), m_node},
                       {QStringLiteral("limit"), rowsShown}};
    if (!m_from.isEmpty())
        params.insert(QStringLiteral("from"), m_from);
    if (!m_port.isEmpty())
        params.insert(QStringLiteral("port"), m_port);
    const int number = ++m_asked;
    // An engine without a journal has no history; that is nothing to tell of.
    m_source.ask(
        QStringLiteral("runs.arrivals"),
        params,
        this,
        [this, number](const QJsonObject &answer) {
            if (number == m_asked)
                takeArrivals(arrayOf(answer, "arrivals"));
        },
        [](const Error &) {});
}

void NodeHistory::takeArrivals(const QJsonArray &arrivals)
{
    QList<QJsonObject> rows;
    for (const QJsonValue &value : arrivals) {
        QJsonObject row = value.toObject();
        row.insert(QStringLiteral("id"),
                   QStringLiteral("%1.%2").arg(textOf(row, "run")).arg(countOf(row, "number")));
        rows.append(row);
    }
    if (rows == this->rows())
        return;
    setRows(rows);
    Q_EMIT valuesChanged();
    askStory();
}

/// What the other nodes of the run had is in its story.
void NodeHistory::askStory()
{
    const QString run = !m_run.isEmpty()   ? m_run
                        : rows().isEmpty() ? QString()
                                           : textOf(rows().first(), "run");
    if (run.isEmpty()) {
        m_story = {};
        Q_EMIT valuesChanged();
        return;
    }
    const int number = ++m_storyAsked;
    m_source.ask(
        QStringLiteral("runs.show"),
        {{QStringLiteral("run"), run}},
        this,
        [this, number](const QJsonObject &story) {
            if (number != m_storyAsked)
                return;
            m_story = story;
            Q_EMIT valuesChanged();
        },
        [](const Error &) {});
}

/// The newest step of a node in the run; empty for a trigger and for a node it did not reach.
QJsonObject NodeHistory::stepOfNode(const QString &node) const
{
    const QJsonArray steps = arrayOf(m_story, "steps");
    for (qsizetype i = steps.size(); i-- > 0;) {
        if (textOf(steps.at(i).toObject(), "node") == node)
            return steps.at(i).toObject();
    }
    return {};
}

QVariantMap NodeHistory::outputOf(const QString &node) const
{
    const QJsonObject step = stepOfNode(node);
    const QJsonArray steps = arrayOf(m_story, "steps");
    for (const QJsonValue &value : steps) {
        const QJsonObject next = value.toObject();
        if (!step.isEmpty() && countOf(next, "parent") == countOf(step, "number"))
            return {
                {QStringLiteral("port"), textOf(next, "port")},
                {QStringLiteral("data"), objectOf(objectOf(next, "event"), "data").toVariantMap()}};
    }
    // What goes along no wire is known of the node itself only.
    if (node == m_node && lastOutput().isValid() && !lastOutput().isNull())
        return {{QStringLiteral("port"), lastPort()},
                {QStringLiteral("data"), lastOutput().toMap().value(QStringLiteral("data"))}};
    return {};
}

void NodeHistory::moveToDeadLetters()
{
    const QJsonObject failed = step();
    if (failed.isEmpty())
        return;
    EngineClient::instance().ask(
        QStringLiteral("deadLetters.add"),
        {{QStringLiteral("run"), textOf(m_story, "run")},
         {QStringLiteral("number"), countOf(failed, "number")},
         {QStringLiteral("reason"), textOf(objectOf(failed, "error"), "message")}},
        this,
        [this](const QJsonObject &) { Q_EMIT putAside(); });
}

QJsonObject NodeHistory::shownRow() const
{
    for (const QJsonObject &row : rows()) {
        if (m_run.isEmpty() || textOf(row, "run") == m_run)
            return row;
    }
    return textOf(m_story, "run") == m_run ? storyRow() : QJsonObject();
}

/// The same from the story, for a run that is older than the rows.
QJsonObject NodeHistory::storyRow() const
{
    if (m_run.isEmpty())
        return {};
    QJsonObject row = step();
    if (row.isEmpty())
        return textOf(m_story, "trigger") == m_node
                   ? QJsonObject{{QStringLiteral("event"), objectOf(m_story, "event")}}
                   : QJsonObject();
    QJsonArray exits;
    const QJsonArray steps = arrayOf(m_story, "steps");
    for (const QJsonValue &value : steps) {
        const QJsonObject next = value.toObject();
        if (countOf(next, "parent") == countOf(row, "number"))
            exits.append(QJsonObject{{QStringLiteral("port"), textOf(next, "port")},
                                     {QStringLiteral("event"), objectOf(next, "event")}});
    }
    row.insert(QStringLiteral("exits"), exits);
    return row;
}

/// {port, event} of what left, from the row; what passes through is what came in.
QJsonObject NodeHistory::exitOf(const QJsonObject &row) const
{
    QJsonObject exit = arrayOf(row, "exits").first().toObject();
    // A trigger hands on what began the run.
    const bool isTrigger = !row.isEmpty() && countOf(row, "number") == 0;
    if ((isTrigger || !exit.isEmpty()) && objectOf(exit, "event").isEmpty())
        exit.insert(QStringLiteral("event"), objectOf(row, "event"));
    return exit;
}

QVariant NodeHistory::lastInput() const
{
    return orNull(objectOf(shownRow(), "event"));
}

QVariant NodeHistory::lastOutput() const
{
    return orNull(objectOf(exitOf(shownRow()), "event"));
}

QString NodeHistory::origin() const
{
    const QJsonObject row = shownRow();
    const QString run = m_run.isEmpty() ? textOf(row, "run") : m_run;
    if (row.isEmpty())
        return {};
    const QString time =
        clockTime(textOf(row, row.contains(QLatin1StringView("time")) ? "time" : "created"));
    return time.isEmpty() ? tr("Run %1").arg(run) : tr("Run %1, %2").arg(run, time);
}

QString NodeHistory::lastPort() const
{
    return textOf(exitOf(shownRow()), "port");
}

QVariantMap NodeHistory::lastScope() const
{
    const QJsonArray all = arrayOf(m_story, "steps");
    QJsonObject at = step();
    if (at.isEmpty())
        return {};
    QJsonObject steps;
    for (qint64 parent = countOf(at, "parent"); parent > 0;) {
        const QJsonObject before = stepOf(all, parent);
        const QString node = textOf(before, "node");
        if (!steps.contains(node))
            steps.insert(node, withPort(objectOf(at, "event"), textOf(at, "port")));
        at = before;
        // A step comes after its parent: what says otherwise would have no end.
        parent = std::min(countOf(at, "parent"), parent - 1);
    }
    const QJsonObject trigger = objectOf(m_story, "event");
    steps.insert(textOf(m_story, "trigger"), withPort(trigger, textOf(at, "port")));
    return {{QStringLiteral("trigger"), trigger.toVariantMap()},
            {QStringLiteral("steps"), steps.toVariantMap()}};
}

QVariantList NodeHistory::events() const
{
    QVariantList events;
    for (const QJsonObject &row : rows()) {
        if (const QJsonObject event = objectOf(row, "event"); !event.isEmpty())
            events.append(event.toVariantMap());
    }
    return events;
}

QVariantMap NodeHistory::failure() const
{
    const QJsonObject failed = step();
    const QJsonObject error = objectOf(failed, "error");
    if (error.isEmpty())
        return {};
    return {
        {QStringLiteral("step"),
         QStringLiteral("%1.%2").arg(textOf(m_story, "run")).arg(countOf(failed, "number"))},
        {QStringLiteral("sentence"), errorSentence(error)},
        {QStringLiteral("text"),
         QStringList{textOf(error, "message"), textOf(error, "detail"), textOf(failed, "log")}.join(
             u'\n')}};
}

QVariant NodeHistory::value(const QJsonObject &row, const QString &role) const
{
    const QJsonObject event = objectOf(row, "event");
    if (role == QLatin1StringView("time"))
        return clockTime(textOf(row, "time"));
    if (role == QLatin1StringView("state"))
        return stateOfStep(textOf(row, "state"), {});
    if (role == QLatin1StringView("type"))
        return textOf(event, "type");
    if (role == QLatin1StringView("summary"))
        return eventSummary(event);
    if (role == QLatin1StringView("eventText"))
        return jsonText(event);
    if (role == QLatin1StringView("exits")) {
        QStringList ports;
        const QJsonArray exits = arrayOf(row, "exits");
        for (const QJsonValue &exit : exits)
            ports.append(textOf(exit.toObject(), "port"));
        return ports.join(QStringLiteral(", "));
    }
    return row.value(role).toString();
}

} // namespace Saltern
