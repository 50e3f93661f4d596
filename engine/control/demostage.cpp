#include "engine/control/demostage.h"

#include "engine/base/nearestname.h"
#include "engine/control/newslistener.h"
#include "engine/demos/demorunner.h"
#include "engine/demos/simulateddemo.h"
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

// A demo plays on as many as it needs, from the front: those that can be reached come first.
QStringList placesOf(HostSet &hosts)
{
    QStringList rest = hosts.names();
    QStringList places;
    while (!rest.isEmpty()) {
        places += hosts.load().leastBusy(rest);
        rest.removeOne(places.constLast());
    }
    return places;
}

/// Tells one client how a demo goes.
std::unique_ptr<TopicListener> listenTo(DemoPlay *play, const QString &demo, const QString &run)
{
    auto listener = std::make_unique<NewsListener>(QStringLiteral("demo"));
    NewsListener *news = listener.get();
    const auto tell = [news, run](QJsonObject object) {
        object.insert(Name("demoRun"), run);
        news->pass(object);
    };
    const auto change = [tell](const auto &happened) { tell(changeJson(happened)); };
    QObject::connect(play, &DemoPlay::eventSeen, news, change);
    QObject::connect(play, &DemoPlay::runChanged, news, change);
    QObject::connect(play, &DemoPlay::stepChanged, news, change);
    QObject::connect(play, &DemoPlay::deadLettered, news, change);
    QObject::connect(
        play, &DemoPlay::actFinished, news, [tell, index = 0](const DemoActReport &act) mutable {
            QJsonObject object = actJson(act);
            object.insert(Name("what"), QStringLiteral("act"));
            object.insert(Name("index"), index++);
            tell(object);
        });
    QObject::connect(play, &DemoPlay::simulatedInstead, news, [tell](const QString &why) {
        tell({{Name("what"), QStringLiteral("simulated")}, {Name("why"), why}});
    });
    QObject::connect(play, &DemoPlay::finished, news, [tell, demo](const DemoOutcome &outcome) {
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
                       {Name("simulated"), outcome.simulated},
                       {Name("whySimulated"), outcome.whySimulated},
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
    std::vector<HostConfig> hosts;
    for (const QString &wanted : host.isEmpty() ? placesOf(m_engine.hosts()) : QStringList{host}) {
        if (const HostConfig *config = m_engine.hosts().config(wanted))
            hosts.push_back(*config);
    }
    if (hosts.empty())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no host \"%1\" to play the demo on.").arg(host),
                    suggestName(host, names));
    auto *runner = new DemoRunner(*demo, hosts, this);
    return perform(name, runner->run(), runner);
}

Result<DemoStage::Performance> DemoStage::beginSimulated(const QString &name)
{
    const auto demo = Demo::load(name);
    if (!demo)
        return fail(demo.error());
    // A recording has the run that was recorded, however often it is played.
    const QString run = QStringLiteral("simulated-%1").arg(++m_simulated);
    return perform(name, run, new SimulatedDemo(*demo, this));
}

DemoStage::Performance DemoStage::perform(const QString &demo, const QString &run, DemoPlay *play)
{
    m_plays.insert(run, play);
    Performance performance{run, listenTo(play, demo, run)};
    connect(play, &DemoPlay::finished, this, [this, run] { end(run); });
    play->start();
    return performance;
}

Result<void> DemoStage::cancel(const QString &run)
{
    DemoPlay *play = m_plays.value(run);
    if (!play)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("No demo run \"%1\" is under way.").arg(run.left(80)),
                    QStringLiteral("It may be over already."));
    play->cancel();
    return {};
}

void DemoStage::cancelAll()
{
    const QList<DemoPlay *> plays = m_plays.values();
    for (DemoPlay *play : plays)
        play->cancel();
}

void DemoStage::end(const QString &run)
{
    m_plays.take(run)->deleteLater();
    if (m_plays.isEmpty())
        Q_EMIT emptied();
}

} // namespace Saltern
