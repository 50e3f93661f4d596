#include "app/cli/serveprinter.h"

#include "app/cli/beginsanew.h"
#include "app/cli/command.h"
#include "engine/base/compactjson.h"
#include "engine/control/servedfolder.h"
#include "engine/runs/changejson.h"
#include "engine/runs/engine.h"
#include "engine/runs/outcomejson.h"

#include <QDateTime>

namespace Saltern::Cli {

namespace {

using Name = QLatin1StringView;

} // namespace

ServePrinter::ServePrinter(Engine &engine, bool json) : m_engine(engine), m_json(json)
{
    const Scheduler &scheduler = engine.scheduler();
    connect(&scheduler, &Scheduler::eventSeen, this, &ServePrinter::seeEvent);
    connect(&scheduler, &Scheduler::runChanged, this, &ServePrinter::seeRun);
    connect(&scheduler, &Scheduler::deadLettered, this, &ServePrinter::seeLetter);
    connect(&scheduler, &Scheduler::pipelineDeployed, this, [this](const QString &name) {
        const auto pipeline = m_engine.scheduler().deployed(name);
        const QString mode = runModeName(pipeline->mode());
        const QString revision = contentOfRevision(pipeline->revision());
        const QString observed =
            pipeline->mode() == RunMode::Observe ? QStringLiteral(", observed") : QString();
        QStringList text{
            QStringLiteral("%1, revision %2%3").arg(name, revision.left(12), observed)};
        text += beginsAnewLines(name, pipeline->begunAnew);
        QJsonObject facts{
            {Name("pipeline"), name}, {Name("revision"), revision}, {Name("mode"), mode}};
        if (!pipeline->begunAnew.isEmpty())
            facts.insert(Name("begunAnew"), QJsonArray::fromStringList(pipeline->begunAnew));
        say(QStringLiteral("deployed"), text.join(u'\n'), facts);
    });
    connect(&scheduler, &Scheduler::pipelineStopped, this, [this](const QString &name) {
        say(QStringLiteral("stopped"), name, {{Name("pipeline"), name}});
    });
    connect(&engine, &Engine::stalled, this, &ServePrinter::noteStall);
    connect(&engine, &Engine::recovered, this, [this] {
        m_stall.clear();
        say(QStringLiteral("recovered"), QStringLiteral("the journal can be written again"), {});
    });
}

void ServePrinter::follow(const ServedFolder &folder)
{
    connect(&folder,
            &ServedFolder::documentRefused,
            this,
            [this](const QString &document, const QStringList &lines) {
                say(QStringLiteral("refused"),
                    document + QStringLiteral("; what ran before goes on\n") + lines.join(u'\n'),
                    {{Name("document"), document},
                     {Name("problems"), QJsonArray::fromStringList(lines)}});
            });
    connect(&folder,
            &ServedFolder::leftStopped,
            this,
            [this](const QString &document, const QString &pipeline) {
                say(QStringLiteral("waits"),
                    QStringLiteral("%1 was stopped; it runs again once %2 changes")
                        .arg(pipeline, document),
                    {{Name("document"), document}, {Name("pipeline"), pipeline}});
            });
}

void ServePrinter::say(const QString &what, const QString &text, const QJsonObject &facts) const
{
    if (m_json) {
        QJsonObject object = facts;
        object.insert(Name("what"), what);
        print(QString::fromUtf8(compactJson(object)));
        return;
    }
    print(QStringLiteral("%1  %2 %3")
              .arg(QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                   what.leftJustified(9),
                   text));
}

void ServePrinter::seeEvent(const EventSeen &seen) const
{
    if (!seen.event.type().startsWith(Name("host/")))
        return;
    const QJsonObject host = seen.event.data().value(Name("host")).toObject();
    const QString reason = host.value(Name("reason")).toString();
    say(QStringLiteral("host"),
        seen.event.type().mid(5) + (reason.isEmpty() ? QString() : QStringLiteral(": ") + reason),
        {{Name("event"), seen.event.object()}});
}

void ServePrinter::seeRun(const RunChange &change) const
{
    if (change.state == RunState::Failed || change.state == RunState::Lost)
        say(runStateName(change.state),
            QStringLiteral("%1 %2: %3").arg(change.pipeline, change.run, change.reason),
            changeJson(change));
}

void ServePrinter::seeLetter(const DeadLetter &letter) const
{
    say(QStringLiteral("dead"),
        QStringLiteral("%1/%2: %3").arg(letter.pipeline, letter.node, letter.reason),
        changeJson(letter));
}

void ServePrinter::noteStall(const Error &error)
{
    // It comes every second; once is enough for a person.
    if (m_stall == error.message)
        return;
    m_stall = error.message;
    say(QStringLiteral("stalled"), error.toString(), {{Name("error"), errorJson(error)}});
}

} // namespace Saltern::Cli
