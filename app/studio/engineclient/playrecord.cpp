#include "app/studio/engineclient/playrecord.h"

#include "app/studio/engineclient/jsonfields.h"

namespace Saltern {

namespace {

bool isWhat(const QJsonObject &change, const char *what)
{
    return textOf(change, "what") == QLatin1StringView(what);
}

bool isRunning(const QJsonObject &run)
{
    return textOf(run, "state") == QLatin1StringView("running");
}

/// What a step is after this change of it.
void advance(QJsonObject &step, const QJsonObject &change)
{
    const QString state = textOf(change, "state");
    const QJsonValue time = change.value(QLatin1StringView("time"));
    for (const char *field : {"node",
                              "state",
                              "attempt",
                              "parent",
                              "port",
                              "host",
                              "parameters",
                              "exits",
                              "detail",
                              "log",
                              "due",
                              "error"}) {
        const QLatin1StringView name(field);
        if (change.contains(name))
            step.insert(name, change.value(name));
    }
    if (state == QLatin1StringView("retrying")) {
        QJsonArray failures = arrayOf(step, "failures");
        failures.append(
            QJsonObject{{QStringLiteral("attempt"), change.value(QLatin1StringView("attempt"))},
                        {QStringLiteral("error"), objectOf(change, "error")}});
        step.insert(QStringLiteral("failures"), failures);
    } else if (state == QLatin1StringView("started")) {
        step.insert(QStringLiteral("started"), time);
        step.remove(QStringLiteral("error"));
    } else if (state != QLatin1StringView("waiting")) {
        if (!step.contains(QLatin1StringView("started")))
            step.insert(QStringLiteral("started"), time);
        step.insert(QStringLiteral("finished"), time);
    }
}

/// {port, event} of what left a step by each port; the event where it went on to another step.
QJsonArray exitsOf(const QJsonObject &step, const QJsonArray &steps)
{
    QJsonArray exits;
    const QJsonArray ports = arrayOf(step, "exits");
    for (const QJsonValue &port : ports) {
        QJsonObject exit{{QStringLiteral("port"), port}};
        for (const QJsonValue &value : steps) {
            const QJsonObject next = value.toObject();
            if (next.value(QLatin1StringView("parent")) ==
                    step.value(QLatin1StringView("number")) &&
                next.value(QLatin1StringView("port")) == port)
                exit.insert(QStringLiteral("event"), objectOf(next, "event"));
        }
        exits.append(exit);
    }
    return exits;
}

} // namespace

void PlayRecord::clear()
{
    m_changes.clear();
    m_eventCount = m_runCount = m_failedCount = m_skipped = 0;
    Q_EMIT cleared();
    Q_EMIT counted();
}

void PlayRecord::take(QJsonObject change)
{
    count(change);
    if (isWhat(change, "event"))
        change.insert(QStringLiteral("seq"), m_eventCount);
    if (m_changes.size() >= capacity)
        m_changes.removeFirst();
    m_changes.append(change);
    Q_EMIT took(change);
    Q_EMIT counted();
}

void PlayRecord::count(const QJsonObject &change)
{
    if (isWhat(change, "event"))
        ++m_eventCount;
    else if (isWhat(change, "run") && isRunning(change))
        ++m_runCount;
    else if (isWhat(change, "run") && textOf(change, "state") != QLatin1StringView("done"))
        ++m_failedCount;
}

void PlayRecord::setSkipped(qint64 skipped)
{
    if (std::exchange(m_skipped, skipped) != skipped)
        Q_EMIT counted();
}

PlayRecord::Digest PlayRecord::digest() const
{
    Digest digest;
    QHash<QString, qsizetype> runAt;
    for (const QJsonObject &change : m_changes) {
        const QString run = textOf(change, "run");
        if (isWhat(change, "event")) {
            const QJsonObject event = objectOf(change, "event");
            digest.events.insert(textOf(event, "id"), event);
        } else if (isWhat(change, "step")) {
            const int number = textOf(change, "step").section(u'.', -1).toInt();
            QJsonObject &step = digest.steps[run][number];
            if (step.isEmpty())
                step = {{QStringLiteral("number"), number},
                        {QStringLiteral("created"), change.value(QLatin1StringView("time"))},
                        {QStringLiteral("event"), digest.events.value(textOf(change, "event"))}};
            advance(step, change);
        } else if (isWhat(change, "run") && isRunning(change)) {
            runAt.insert(run, digest.runs.size());
            digest.runs.append(change);
            digest.runs.last().insert(QStringLiteral("started"), textOf(change, "time"));
        } else if (isWhat(change, "run") && runAt.contains(run)) {
            QJsonObject &known = digest.runs[runAt.value(run)];
            known.insert(QStringLiteral("state"), textOf(change, "state"));
            known.insert(QStringLiteral("reason"), textOf(change, "reason"));
            known.insert(QStringLiteral("finished"), textOf(change, "time"));
        }
    }
    return digest;
}

QJsonArray PlayRecord::Digest::stepsOf(const QString &run) const
{
    QJsonArray array;
    const QMap<int, QJsonObject> found = steps.value(run);
    for (const QJsonObject &step : found)
        array.append(step);
    return array;
}

Result<QJsonObject> PlayRecord::answer(const QString &method, const QJsonObject &params) const
{
    if (method == QLatin1StringView("runs.show"))
        return story(textOf(params, "run"));
    if (method == QLatin1StringView("runs.arrivals"))
        return QJsonObject{{QStringLiteral("arrivals"), arrivals(params)}};
    if (method == QLatin1StringView("deadLetters.list"))
        return QJsonObject{{QStringLiteral("deadLetters"), letters()}};
    if (method != QLatin1StringView("runs.list"))
        return fail(ErrorKind::Unsupported,
                    tr("A demo or a replay cannot do that."),
                    tr("Go back to what really runs."));
    QJsonArray newestFirst;
    const Digest all = digest();
    for (auto run = all.runs.crbegin(); run != all.runs.crend(); ++run)
        newestFirst.append(*run);
    return QJsonObject{{QStringLiteral("runs"), newestFirst}};
}

Result<QJsonObject> PlayRecord::story(const QString &id) const
{
    const Digest all = digest();
    for (const QJsonObject &run : all.runs) {
        if (textOf(run, "run") != id)
            continue;
        QJsonObject story = run;
        story.insert(QStringLiteral("event"), all.events.value(textOf(run, "event")));
        story.insert(QStringLiteral("steps"), all.stepsOf(id));
        return story;
    }
    return fail(ErrorKind::NotFound,
                tr("The run %1 is not there any more.").arg(id),
                tr("Only the newest are kept."));
}

QJsonArray PlayRecord::arrivals(const QJsonObject &params) const
{
    const QString node = textOf(params, "node");
    const QString from = textOf(params, "from");
    const QString port = textOf(params, "port");
    const qint64 limit = countOf(params, "limit");
    const Digest all = digest();
    QJsonArray found;
    for (auto run = all.runs.crbegin(); run != all.runs.crend() && found.size() < limit; ++run) {
        const QString trigger = textOf(*run, "trigger");
        if (trigger == node && from.isEmpty()) {
            QJsonObject arrival = *run;
            arrival.insert(QStringLiteral("number"), 0);
            arrival.insert(QStringLiteral("state"), QStringLiteral("done"));
            arrival.insert(QStringLiteral("event"), all.events.value(textOf(*run, "event")));
            found.append(arrival);
            continue;
        }
        const QJsonArray steps = all.stepsOf(textOf(*run, "run"));
        QHash<qint64, QString> nodeOf{{0, trigger}};
        for (const QJsonValue &value : steps) {
            QJsonObject step = value.toObject();
            nodeOf.insert(countOf(step, "number"), textOf(step, "node"));
            const QString source = nodeOf.value(countOf(step, "parent"));
            if (textOf(step, "node") != node || (!from.isEmpty() && source != from) ||
                (!port.isEmpty() && textOf(step, "port") != port))
                continue;
            step.insert(QStringLiteral("run"), textOf(*run, "run"));
            step.insert(QStringLiteral("from"), source);
            step.insert(QStringLiteral("time"), textOf(step, "created"));
            step.insert(QStringLiteral("exits"), exitsOf(step, steps));
            found.append(step);
        }
    }
    return found;
}

QJsonArray PlayRecord::letters() const
{
    const Digest all = digest();
    QJsonArray newestFirst;
    for (qsizetype i = m_changes.size(); i-- > 0;) {
        const QJsonObject &change = m_changes.at(i);
        if (!isWhat(change, "dead"))
            continue;
        QJsonObject letter = change;
        letter.insert(QStringLiteral("number"), i);
        letter.insert(QStringLiteral("event"), all.events.value(textOf(change, "event")));
        newestFirst.append(letter);
    }
    return newestFirst;
}

} // namespace Saltern
