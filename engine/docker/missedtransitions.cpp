#include "engine/docker/missedtransitions.h"

#include "engine/events/event.h"

#include <algorithm>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

// Docker writes the year 1 for "never".
qint64 timeOf(const QJsonValue &value)
{
    return std::max<qint64>(0, parseTimeNs(value.toString()).value_or(0));
}

DockerMessage containerMessage(const QString &action,
                               const QString &id,
                               const DockerAttributes &attributes,
                               qint64 timeNs)
{
    return {.type = QStringLiteral("container"),
            .action = action,
            .written = action,
            .actorId = id,
            .attributes = attributes,
            .scope = QStringLiteral("local"),
            .timeNs = timeNs};
}

} // namespace

QJsonObject containerAttributes(const QJsonObject &inspected)
{
    const QJsonObject config = inspected.value(Name("Config")).toObject();
    QJsonObject attributes = config.value(Name("Labels")).toObject();
    attributes.insert(Name("image"), config.value(Name("Image")));
    const QString name = inspected.value(Name("Name")).toString();
    attributes.insert(Name("name"), name.startsWith(u'/') ? name.mid(1) : name);
    return attributes;
}

std::vector<MissedTransition> missedTransitions(const QJsonObject &inspected,
                                                const KnownContainer *known,
                                                qint64 sinceNs,
                                                qint64 nowNs)
{
    const QString id = inspected.value(Name("Id")).toString();
    const QJsonObject state = inspected.value(Name("State")).toObject();
    const QJsonObject attributes = containerAttributes(inspected);
    const qint64 base = known ? known->changedNs : sinceNs;
    const qint64 created = timeOf(inspected.value(Name("Created")));
    const qint64 started = timeOf(state.value(Name("StartedAt")));
    const qint64 finished = timeOf(state.value(Name("FinishedAt")));
    const bool isRunning = state.value(Name("Running")).toBool();

    std::vector<MissedTransition> missed;
    const auto add = [&](const char *action, qint64 timeNs) -> MissedTransition & {
        const QString name = QString::fromLatin1(action);
        return missed.emplace_back(
            MissedTransition{containerMessage(name, id, attributes, timeNs)});
    };
    if (!known && created > base)
        add("create", created);
    const bool startedAnew = started > base;
    // The exit code of the life before the present one is not kept by Docker.
    if (known && known->isAlive() && startedAnew)
        add("die", finished > base && finished < started ? finished : started);
    if (startedAnew)
        add("start", started);
    if (!isRunning && finished > base) {
        MissedTransition &died = add("die", finished);
        died.message.attributes.insert(Name("exitCode"),
                                       QString::number(state.value(Name("ExitCode")).toInt()));
        died.outOfMemory = state.value(Name("OOMKilled")).toBool();
    }
    const bool isPaused = state.value(Name("Paused")).toBool();
    const bool wasPaused = known && !startedAnew && known->state == KnownContainer::State::Paused;
    const bool wasRunning =
        startedAnew || (known && known->state == KnownContainer::State::Running);
    if (isRunning && isPaused && wasRunning)
        add("pause", nowNs);
    else if (isRunning && !isPaused && wasPaused)
        add("unpause", nowNs);
    std::stable_sort(missed.begin(), missed.end(), [](const auto &a, const auto &b) {
        return a.message.timeNs < b.message.timeNs;
    });
    return missed;
}

std::vector<MissedTransition>
missedRemoval(const QString &id, const KnownContainer &known, qint64 nowNs)
{
    std::vector<MissedTransition> missed;
    for (const char *action : {"die", "destroy"}) {
        if (known.isAlive() || QByteArrayView(action) == "destroy")
            missed.push_back(
                {containerMessage(QString::fromLatin1(action), id, known.attributes, nowNs)});
    }
    return missed;
}

} // namespace Saltern
