#include "engine/control/demostage.h"

#include "engine/base/nearestname.h"
#include "engine/control/newslistener.h"
#include "engine/demos/demorunner.h"
#include "engine/runs/changejson.h"
#include "engine/runs/engine.h"
#include "engine/runs/outcomejson.h"

namespace Saltern {

namespace {

using Name = QLatin1StringView;

QJsonObject actJson(const DemoActReport &act)
{
    return {{Name("say"), act.say},
            {Name("ok"), act.ok},
            {Name("account"), act.account},
            {Name("tookMs"), act.tookMs}};
}

/// Tells one client how a demo goes.
std::unique_ptr<TopicListener> listenTo(DemoRunner *runner, const QString &demo)
{
    auto listener = std::make_unique<NewsListener>(QStringLiteral("demo"));
    NewsListener *news = listener.get();
    const QString run = runner->run();
    const auto tell = [news, run](QJsonObject object) {
        object.insert(Name("demoRun"), run);
        news->pass(object);
    };
    const auto change = [tell](const auto &happened) { tell(changeJson(happened)); };
    QObject::connect(runner, &DemoRunner::eventSeen, news, change);
    QObject::connect(runner, &DemoRunner::runChanged, news, change);
    QObject::connect(runner, &DemoRunner::stepChanged, news, change);
    QObject::connect(runner, &DemoRunner::deadLettered, news, change);
    QObject::connect(runner,
                     &DemoRunner::actFinished,
                     news,
                     [tell, index = 0](const DemoActReport &act) mutable {
                         QJsonObject object = actJson(act);
                         object.insert(Name("what"), QStringLiteral("act"));
                         object.insert(Name("index"), index++);
                         tell(object);
                     });
    QObject::connect(runner, &DemoRunner::finished, news, [tell, demo](const DemoOutcome &outcome) {
        QJsonObject object = outcomeJson(demo, outcome);
        object.insert(Name("what"), QStringLiteral("finished"));
        tell(object);
    });
    return listener;
}

} // namespace

QJsonObject outcomeJson(const QString &demo, const DemoOutcome &outcome)
{
    QJsonArray acts;
    for (const DemoActReport &act : outcome.acts)
        acts.append(actJson(act));
    QJsonObject object{{Name("demo"), demo},
                       {Name("run"), outcome.run},
                       {Name("passed"), outcome.passed},
                       {Name("acts"), acts},
                       {Name("leftBehind"), QJsonArray::fromStringList(outcome.leftBehind)}};
    if (outcome.error)
        object.insert(Name("error"), errorJson(*outcome.error));
    return object;
}

DemoStage::DemoStage(Engine &engine, QObject *parent) : QObject(parent), m_engine(engine)
{
}

DemoStage::~DemoStage() = default;

Result<DemoStage::Performance> DemoStage::begin(const QString &name, const QString &host)
{
    const auto demo = Demo::load(name);
    if (!demo)
        return fail(demo.error());
    const QStringList names = m_engine.hosts().names();
    const HostConfig *config = m_engine.hosts().config(host.isEmpty() ? names.value(0) : host);
    if (!config)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no host \"%1\" to play the demo on.").arg(host),
                    suggestName(host, names));
    auto *runner = new DemoRunner(*demo, *config, this);
    const QString run = runner->run();
    m_runners.insert(run, runner);
    Performance performance{run, listenTo(runner, name)};
    connect(runner, &DemoRunner::finished, this, [this, run] { end(run); });
    runner->start();
    return performance;
}

Result<void> DemoStage::cancel(const QString &run)
{
    DemoRunner *runner = m_runners.value(run);
    if (!runner)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("No demo run \"%1\" is under way.").arg(run.left(80)),
                    QStringLiteral("It may be over already."));
    runner->cancel();
    return {};
}

void DemoStage::cancelAll()
{
    const QList<DemoRunner *> runners = m_runners.values();
    for (DemoRunner *runner : runners)
        runner->cancel();
}

void DemoStage::end(const QString &run)
{
    m_runners.take(run)->deleteLater();
    if (m_runners.isEmpty())
        Q_EMIT emptied();
}

} // namespace Saltern
