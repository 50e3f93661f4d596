#include "tests/bench/functionmodes.h"

#include "tests/bench/benchmark.h"
#include "tests/bench/functionload.h"
#include "tests/integration/poolrig.h"

#include <QFile>

namespace Saltern {

namespace {

// What a kept container is reached with when nothing but Docker is there.
class BareContainer
{
public:
    BareContainer(FunctionRig &rig, QJsonObject body) : m_rig(rig)
    {
        body.insert(QStringLiteral("Entrypoint"),
                    QJsonArray{QStringLiteral("sleep"), QStringLiteral("3600")});
        const auto made = rig.request("POST", QStringLiteral("/containers/create"), {}, body);
        if (!made)
            qFatal("%s", qPrintable(made.error().toString()));
        m_id = made->object().value(QLatin1StringView("Id")).toString();
        if (!rig.request("POST", QStringLiteral("/containers/%1/start").arg(m_id)))
            qFatal("the Docker engine did not start the container");
    }

    ~BareContainer()
    {
        static_cast<void>(
            m_rig.request("DELETE",
                          QStringLiteral("/containers/") + m_id,
                          dockerQuery({{QStringLiteral("force"), QStringLiteral("1")}})));
    }

    std::unique_ptr<Step> call(const QByteArray &event)
    {
        return std::make_unique<BareExec>(m_rig.hosts.client(QStringLiteral("lab")), m_id, event);
    }

private:
    FunctionRig &m_rig;
    QString m_id;
};

struct Kept
{
    QString name;
    PoolRig pool;
    int count;           // at a concurrency of 1
    double aimAlone = 0; // p50 in ms at a concurrency of 1
};

const QString benchmark = QStringLiteral("function modes");
const QJsonObject onePool{{QStringLiteral("max"), 1}, {QStringLiteral("concurrency"), mostAtOnce}};

QByteArray echoHandler()
{
    QFile file(QStringLiteral(SALTERN_ECHO_HANDLER));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(file.errorString()));
    return file.readAll();
}

void addHot(std::vector<Kept> &kept, FunctionRig &rig)
{
    constexpr double aim = 0.3;
    for (const HotFunction &handler : hotFunctions()) {
        rig.bundle.files.insert(handler.files);
        kept.push_back({handler.name, PoolRig(rig, handler.parameters), 2000, aim});
    }
}

void firstCalls(std::vector<Kept> &kept)
{
    for (Kept &one : kept) {
        if (const StepOutcome first = one.pool.call(); first.error)
            qFatal("%s", qPrintable(first.error->toString()));
    }
}

Event event()
{
    return FunctionRig::event({{QStringLiteral("text"), QString(400, u'x')}});
}

Load measure(Kept &one, int concurrency)
{
    constexpr int timesSoMany = 10; // what runs side by side is over sooner
    return Load::run([&, arrived = event()] { return one.pool.begin(arrived); },
                     one.count * (concurrency > 1 ? timesSoMany : 1),
                     concurrency);
}

/// One row per concurrency; `exec` is what the ratio refers to.
void report(
    const QString &mode, int concurrency, const Load &load, const Load *exec, double aim = 0)
{
    QString note = QStringLiteral("p99 %1 ms, %2 a second, %3 us of the engine's processor time")
                       .arg(load.p99, 0, 'f', 2)
                       .arg(load.perSecond, 0, 'f', 0)
                       .arg(load.cpuMicroseconds, 0, 'f', 1);
    if (exec)
        note += QStringLiteral(", %1 times as many as docker exec")
                    .arg(load.perSecond / exec->perSecond, 0, 'f', 1);
    const bool hasAim = aim > 0 && concurrency == 1;
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("%1, %2 at a time").arg(mode).arg(concurrency),
                  .value = load.p50,
                  .unit = QStringLiteral("ms"),
                  .aim = hasAim ? QStringLiteral("< %1").arg(aim) : QString(),
                  .reached = !hasAim || load.p50 < aim,
                  .note = note});
}

void reportMost(const QString &mode, const Load &load)
{
    constexpr double aimedRate = 60'000;
    constexpr double aimedP99 = 3;
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("%1, rate at %2 at a time").arg(mode).arg(mostAtOnce),
                  .value = load.perSecond,
                  .unit = QStringLiteral("calls/s"),
                  .aim = QStringLiteral("> 60,000"),
                  .reached = load.perSecond > aimedRate});
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("%1, p99 at %2 at a time").arg(mode).arg(mostAtOnce),
                  .value = load.p99,
                  .unit = QStringLiteral("ms"),
                  .aim = QStringLiteral("< 3"),
                  .reached = load.p99 < aimedP99});
}

} // namespace

std::vector<HotFunction> hotFunctions()
{
    const QJsonObject program{{QStringLiteral("handler"), QStringLiteral("echo.bin")},
                              {QStringLiteral("style"), QStringLiteral("lines")}};
    return {{QStringLiteral("hot, C"),
             hot(program, onePool),
             {{QStringLiteral("echo.bin"), echoHandler()}}},
            {QStringLiteral("hot, python"),
             hot(python("def handle(event):\n    return event"), onePool),
             {}},
            {QStringLiteral("hot, node"),
             hot(node("export function handle(event) { return event; }"), onePool),
             {}}};
}

void compareModes(FunctionRig &rig, const QJsonObject &bareBody)
{
    const auto cat = shell("head -n 1");
    std::vector<Kept> kept;
    kept.push_back({QStringLiteral("warm, shell"), PoolRig(rig, warm(cat, onePool)), 200, 2.5});
    addHot(kept, rig);
    BareContainer bare(rig, bareBody);
    const Event arrived = event();
    firstCalls(kept);
    for (const int concurrency : {1, 8, mostAtOnce}) {
        const Load exec =
            Load::run([&] { return bare.call(arrived.json()); }, mostAtOnce, concurrency);
        report(QStringLiteral("docker exec by API"), concurrency, exec, &exec);
        report(QStringLiteral("cold, shell"),
               concurrency,
               Load::run([&] { return rig.begin(cat, arrived); }, 16, concurrency),
               &exec);
        for (Kept &one : kept) {
            const Load load = measure(one, concurrency);
            report(one.name, concurrency, load, &exec, one.aimAlone);
            if (concurrency == mostAtOnce && one.name.startsWith(QStringLiteral("hot")))
                reportMost(one.name, load);
        }
    }
}

void measureHotCalls(FunctionRig &rig)
{
    std::vector<Kept> kept;
    addHot(kept, rig);
    firstCalls(kept);
    for (const int concurrency : {1, 8, mostAtOnce}) {
        for (Kept &one : kept)
            report(one.name, concurrency, measure(one, concurrency), nullptr, one.aimAlone);
    }
}

} // namespace Saltern
