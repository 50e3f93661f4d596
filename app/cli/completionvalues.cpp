#include "app/cli/completionvalues.h"

#include "app/cli/runstates.h"
#include "engine/control/hostcommand.h"
#include "engine/demos/demo.h"
#include "engine/docker/dockercontext.h"
#include "engine/exporters/exporter.h"
#include "engine/hosts/hostsfile.h"
#include "engine/pipeline/registry.h"

#include <QHash>

namespace Saltern::Cli {

namespace {

using Values = QStringList (*)(const QStringList &before);

QStringList hosts(const QStringList &before)
{
    const qsizetype option = before.lastIndexOf(QStringLiteral("--hosts"));
    const auto known = HostsFile(option < 0 ? QString() : before.value(option + 1)).read();
    QStringList names;
    if (known) {
        for (const HostConfig &host : *known)
            names += host.name;
    }
    return names;
}

QStringList endpoints(const QStringList &)
{
    QStringList forms{
        QStringLiteral("unix://"), QStringLiteral("tcp://"), QStringLiteral("ssh://")};
    forms += QString(localContext);
    for (const QString &context : dockerContexts())
        forms += QStringLiteral("context:") + context;
    return forms;
}

QStringList kinds(const QStringList &)
{
    QStringList names;
    for (const NodeDescriptor &descriptor : nodeDescriptors())
        names += descriptor.kind;
    return names;
}

QStringList systems(const QStringList &)
{
    QStringList names;
    for (const Exporter &exporter : exporters())
        names += exporter.id;
    return names;
}

QStringList profiles(const QStringList &)
{
    QStringList names;
    for (const Exporter &exporter : exporters()) {
        for (const ExportProfile &profile : exporter.profiles)
            names += profile.id;
    }
    return names;
}

QStringList runStates(const QStringList &)
{
    QStringList names;
    for (const RunState state : allRunStates)
        names += runStateName(state);
    return names;
}

const QHash<QString, Values> &lists()
{
    static const QHash<QString, Values> known{
        {QStringLiteral("HOST"), hosts},
        {QStringLiteral("TARGET"), hosts},
        {QStringLiteral("ENDPOINT"), endpoints},
        {QStringLiteral("KIND"), kinds},
        {QStringLiteral("SYSTEM"), systems},
        {QStringLiteral("PROFILE"), profiles},
        {QStringLiteral("STATE"), runStates},
        {QStringLiteral("ACTION"), [](const QStringList &) { return HostCommand::names(); }},
        {QStringLiteral("DEMO"), [](const QStringList &) { return Demo::names(); }},
        {QStringLiteral("SHELL"), [](const QStringList &) { return completionShells(); }},
        {QStringLiteral("MODE"),
         [](const QStringList &) {
             return QStringList{
                 QStringLiteral("cold"), QStringLiteral("warm"), QStringLiteral("hot")};
         }},
    };
    return known;
}

} // namespace

Completion completeValue(const QString &word, const QString &typed, const QStringList &before)
{
    static const QStringList files{QStringLiteral("FILE"),
                                   QStringLiteral("PIPELINE"),
                                   QStringLiteral("PATTERNS"),
                                   QStringLiteral("EVENTS"),
                                   QStringLiteral("FILE|JSON")};
    static const QStringList folders{QStringLiteral("FOLDER"), QStringLiteral("DIR")};
    Completion found;
    if (files.contains(word))
        found.paths = Completion::Paths::Files;
    else if (folders.contains(word))
        found.paths = Completion::Paths::Folders;
    else if (const Values values = lists().value(word)) {
        for (const QString &value : values(before)) {
            if (value.startsWith(typed))
                found.candidates.append({value, {}});
        }
    }
    return found;
}

} // namespace Saltern::Cli
