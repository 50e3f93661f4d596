#include "engine/docker/dockerendpoint.h"
#include "engine/functions/functioncontainer.h"
#include "engine/functions/functionhost.h"
#include "tests/bench/benchmark.h"
#include "tests/bench/durablecalls.h"
#include "tests/bench/functionmodes.h"
#include "tests/bench/newpools.h"
#include "tests/integration/enginerig.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>

#include <algorithm>
#include <cmath>

using namespace Saltern;

namespace {

constexpr int pairs = 80;

const QString benchmark = QStringLiteral("cold function calls");

double elapsedMs(const QElapsedTimer &clock)
{
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

// The container of a call as any client would make it: the same isolation, its program directly.
QJsonObject bareContainer(const FunctionPlan &plan, FunctionHost &host)
{
    QJsonObject body = functionContainer(
        plan, {.reference = plan.image, .baseId = {}, .ownCommand = {}}, host, StepInput{});
    QJsonObject config = body.value(QLatin1StringView("HostConfig")).toObject();
    config.insert(QStringLiteral("AutoRemove"), false);
    body.insert(QStringLiteral("HostConfig"), config);
    body.insert(QStringLiteral("Entrypoint"), QJsonArray{QStringLiteral("true")});
    return body;
}

Result<DockerResponse> ask(FunctionRig &rig,
                           const QByteArray &method,
                           const QString &path,
                           const QUrlQuery &query = {},
                           const QJsonObject &body = {})
{
    const auto request = rig.hosts.client(QStringLiteral("lab"))->request(method, path, query);
    if (!body.isEmpty())
        request->setJson(body);
    return finishRequest(*request);
}

// Create, start, wait, remove; nothing goes in and nothing comes back.
double bareCall(FunctionRig &rig, const QJsonObject &body)
{
    QElapsedTimer clock;
    clock.start();
    const auto made = ask(rig, "POST", QStringLiteral("/containers/create"), {}, body);
    if (!made)
        qFatal("%s", qPrintable(made.error().toString()));
    const QString path =
        QStringLiteral("/containers/") + made->object().value(QLatin1StringView("Id")).toString();
    const bool done = ask(rig, "POST", path + QStringLiteral("/start")).has_value() &&
                      ask(rig, "POST", path + QStringLiteral("/wait")).has_value() &&
                      ask(rig, "DELETE", path).has_value();
    if (!done)
        qFatal("the Docker engine did not run the container");
    return elapsedMs(clock);
}

struct CallTimes
{
    double outcome = 0; // event in to result out
    double gone = 0;    // until its container is removed as well
};

CallTimes functionCall(FunctionRig &rig)
{
    QElapsedTimer clock;
    clock.start();
    const auto step = rig.begin(shell("true"), FunctionRig::event());
    if (!step)
        qFatal("%s", qPrintable(rig.setupError->toString()));
    StepOutcome outcome;
    QEventLoop loop;
    QObject::connect(step.get(), &Step::finished, &loop, [&](const StepOutcome &end) {
        outcome = end;
        loop.quit();
    });
    step->start();
    loop.exec();
    CallTimes times{.outcome = elapsedMs(clock)};
    if (outcome.error)
        qFatal("%s", qPrintable(outcome.error->toString()));
    // An error means that it is gone already.
    const QString id = outcome.detail.value(QLatin1StringView("container")).toString();
    static_cast<void>(ask(rig,
                          "POST",
                          QStringLiteral("/containers/%1/wait").arg(id),
                          dockerQuery({{QStringLiteral("condition"), QStringLiteral("removed")}})));
    times.gone = elapsedMs(clock);
    return times;
}

void report(const QString &what, const std::vector<double> &values)
{
    Bench::print({.benchmark = benchmark,
                  .what = what,
                  .value = Bench::median(values),
                  .unit = QStringLiteral("ms"),
                  .note = QStringLiteral("median of %1").arg(values.size())});
}

/// The median of the differences within pairs: what slows the machine down for a while slows both
/// sides of a pair. Its interval is the one of the sign test, which assumes nothing.
void reportAdded(const QString &what, std::vector<double> differences, bool hasAim)
{
    std::sort(differences.begin(), differences.end());
    const double n = static_cast<double>(differences.size());
    const double reach = 1.96 / 2 * std::sqrt(n); // 95 %
    const auto rank = [&](double at) {
        return differences[static_cast<std::size_t>(std::clamp(at, 0.0, n - 1))];
    };
    const double added = Bench::median(differences);
    Bench::print({.benchmark = benchmark,
                  .what = what,
                  .value = added,
                  .unit = QStringLiteral("ms"),
                  .aim = hasAim ? QStringLiteral("< 5") : QString(),
                  .reached = !hasAim || added < 5,
                  .note = QStringLiteral("median of %1 paired differences; 95 %: %2 to %3 ms")
                              .arg(differences.size())
                              .arg(rank(std::floor(n / 2 - reach)), 0, 'f', 1)
                              .arg(rank(std::ceil(n / 2 + reach)), 0, 'f', 1)});
}

} // namespace

/// The time that Saltern adds to the Docker API calls of a cold function call, taken in turns with
/// those calls alone; and what a call costs in the three modes and with docker exec. "--modes":
/// only the latter; "--hot": only hot calls; "--journal": only those with the journal;
/// "--pools": only new pools.
int main(int argc, char **argv)
{
    Bench::useServerEventLoop();
    const QCoreApplication application(argc, argv);
    const auto endpoint = DockerEndpoint::fromEnvironment();
    if (!endpoint)
        qFatal("%s", qPrintable(endpoint.error().toString()));
    FunctionRig rig(endpoint->toString(), QStringLiteral("bench-functions"));
    FunctionPlan plan;
    plan.image = QStringLiteral("busybox:1.36");
    plan.memoryBytes = 128 * 1024 * 1024;
    plan.tmpBytes = 64 * 1024 * 1024;
    plan.cpus = 1;
    plan.pids = 64;
    plan.network = QStringLiteral("none");
    plan.user = QStringLiteral("65534:65534");
    const QJsonObject body =
        bareContainer(plan, *rig.functions.host(QStringLiteral("lab")).value());

    functionCall(rig); // prepares the image
    if (application.arguments().contains(QStringLiteral("--hot"))) {
        measureHotCalls(rig);
        return 0;
    }
    if (application.arguments().contains(QStringLiteral("--journal"))) {
        measureDurableCalls(endpoint->toString());
        return 0;
    }
    if (application.arguments().contains(QStringLiteral("--pools"))) {
        measureNewPools(rig);
        return 0;
    }
    compareModes(rig, body);
    if (application.arguments().contains(QStringLiteral("--modes")))
        return 0;
    measureNewPools(rig);
    measureDurableCalls(endpoint->toString());
    bareCall(rig, body);
    std::vector<double> bare;
    std::vector<double> outcome;
    std::vector<double> addedToOutcome;
    std::vector<double> addedInAll;
    for (int i = 0; i < pairs; ++i) {
        // Neither side is always the first.
        const double before = i % 2 == 0 ? bareCall(rig, body) : 0;
        const CallTimes call = functionCall(rig);
        bare.push_back(i % 2 == 0 ? before : bareCall(rig, body));
        outcome.push_back(call.outcome);
        addedToOutcome.push_back(call.outcome - bare.back());
        addedInAll.push_back(call.gone - bare.back());
    }
    report(QStringLiteral("bare API: create, start, wait, remove"), bare);
    report(QStringLiteral("function call, event in to result out"), outcome);
    reportAdded(
        QStringLiteral("added by Saltern until the result is there"), addedToOutcome, false);
    reportAdded(QStringLiteral("added by Saltern until the container is gone"), addedInAll, true);
    return 0;
}
