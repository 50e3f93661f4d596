#include "engine/docker/dockerendpoint.h"
#include "engine/functions/functioncontainer.h"
#include "engine/functions/functionhost.h"
#include "tests/bench/benchmark.h"
#include "tests/integration/functionrig.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>

#include <algorithm>

using namespace Saltern;

namespace {

constexpr int rounds = 30;

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

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

// Create, start, wait, remove; nothing goes in and nothing comes back.
double bareCall(FunctionRig &rig, const QJsonObject &body)
{
    QElapsedTimer clock;
    clock.start();
    const auto made = rig.request("POST", QStringLiteral("/containers/create"), {}, body);
    if (!made)
        qFatal("%s", qPrintable(made.error().toString()));
    const QString path =
        QStringLiteral("/containers/") + made->object().value(QLatin1StringView("Id")).toString();
    const bool done = rig.request("POST", path + QStringLiteral("/start")).has_value() &&
                      rig.request("POST", path + QStringLiteral("/wait")).has_value() &&
                      rig.request("DELETE", path).has_value();
    if (!done)
        qFatal("the Docker engine did not run the container");
    return elapsedMs(clock);
}

double functionCall(FunctionRig &rig)
{
    QElapsedTimer clock;
    clock.start();
    const StepOutcome outcome = rig.call(shell("true"));
    const double ms = elapsedMs(clock);
    if (outcome.error)
        qFatal("%s", qPrintable(outcome.error->toString()));
    // Its container goes by itself; the next measurement shall not pay for that.
    if (!QTest::qWaitFor(
            [&] { return rig.containers(QStringLiteral("saltern.role=function")).isEmpty(); },
            30'000))
        qFatal("the function's container does not go away");
    return ms;
}

} // namespace

/// The time that Saltern adds to the Docker API calls of a cold function call, taken in turns with
/// those calls alone.
int main(int argc, char **argv)
{
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
    std::vector<double> bare;
    std::vector<double> function;
    for (int i = 0; i < rounds; ++i) {
        bare.push_back(bareCall(rig, body));
        function.push_back(functionCall(rig));
    }
    const QString benchmark = QStringLiteral("cold function calls");
    const QString note = QStringLiteral("median of %1").arg(rounds);
    const double added = median(function) - median(bare);
    Bench::print({benchmark,
                  QStringLiteral("bare API: create, start, wait, remove"),
                  median(bare),
                  QStringLiteral("ms"),
                  {},
                  true,
                  note});
    Bench::print({benchmark,
                  QStringLiteral("function call, event in to result out"),
                  median(function),
                  QStringLiteral("ms"),
                  {},
                  true,
                  note});
    Bench::print({benchmark,
                  QStringLiteral("added by Saltern"),
                  added,
                  QStringLiteral("ms"),
                  QStringLiteral("below 5"),
                  added < 5,
                  {}});
    return 0;
}
