#include "tests/bench/newpools.h"

#include "tests/bench/benchmark.h"
#include "tests/bench/functionload.h"
#include "tests/bench/functionmodes.h"
#include "tests/integration/poolrig.h"

namespace Saltern {

namespace {

constexpr int pools = 11;
constexpr int calls = 10'000;

const QString benchmark = QStringLiteral("pools");

// As ps on the Docker host sees it.
double shimKib(FunctionRig &rig, const QString &container)
{
    const auto answer =
        rig.request("GET",
                    QStringLiteral("/containers/%1/top").arg(container),
                    dockerQuery({{QStringLiteral("ps_args"), QStringLiteral("-eo pid,rss,comm")}}));
    if (!answer)
        qFatal("%s", qPrintable(answer.error().toString()));
    const QJsonArray processes = answer->object().value(QLatin1StringView("Processes")).toArray();
    for (const QJsonValue &process : processes) {
        const QJsonArray columns = process.toArray();
        if (columns.at(2).toString() == QLatin1StringView("shim"))
            return columns.at(1).toString().toDouble();
    }
    qFatal("there is no shim in the container");
}

void reportFirstCall(const QString &name, const std::vector<double> &times)
{
    constexpr double aim = 300;
    const double value = Bench::median(times);
    Bench::print({.benchmark = benchmark,
                  .what = name + QStringLiteral(": first call of a new pool"),
                  .value = value,
                  .unit = QStringLiteral("ms"),
                  .aim = QStringLiteral("< 300"),
                  .reached = value < aim,
                  .note = QStringLiteral("median of %1; the base image is prepared").arg(pools)});
}

void reportMemory(const QString &name, double kib)
{
    Bench::print(
        {.benchmark = benchmark,
         .what = name + QStringLiteral(": memory of the shim, resident"),
         .value = kib,
         .unit = QStringLiteral("KiB"),
         .aim = QStringLiteral("< 1,024"),
         .reached = kib < 1024,
         .note = QStringLiteral("after %1 calls, %2 at a time").arg(calls).arg(mostAtOnce)});
}

} // namespace

void measureNewPools(FunctionRig &rig)
{
    for (const HotFunction &handler : hotFunctions()) {
        rig.bundle.files.insert(handler.files);
        if (const auto end = PoolRig(rig, handler.parameters).call(); end.error)
            qFatal("%s", qPrintable(end.error->toString())); // it prepares the image
        std::vector<double> times;
        for (int i = 0; i < pools; ++i) {
            PoolRig pool(rig, handler.parameters);
            times.push_back(Load::run([&] { return pool.begin(); }, 1, 1).p50);
        }
        reportFirstCall(handler.name, times);
        PoolRig pool(rig, handler.parameters);
        const QString container = containerOf(pool.call());
        const Event arrived = FunctionRig::event({{QStringLiteral("text"), QString(400, u'x')}});
        Load::run([&] { return pool.begin(arrived); }, calls, mostAtOnce);
        reportMemory(handler.name, shimKib(rig, container));
    }
}

} // namespace Saltern
