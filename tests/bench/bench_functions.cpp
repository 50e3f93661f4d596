#include "engine/docker/dockerendpoint.h"
#include "engine/functions/functioncontainer.h"
#include "engine/functions/functionhost.h"
#include "tests/bench/benchmark.h"
#include "tests/bench/functionload.h"
#include "tests/integration/enginerig.h"
#include "tests/integration/poolrig.h"

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

// What a kept container is reached with when nothing but Docker is there.
class BareContainer
{
public:
    BareContainer(FunctionRig &rig, QJsonObject body) : m_rig(rig)
    {
        body.insert(QStringLiteral("Entrypoint"),
                    QJsonArray{QStringLiteral("sleep"), QStringLiteral("3600")});
        const auto made = ask(rig, "POST", QStringLiteral("/containers/create"), {}, body);
        if (!made)
            qFatal("%s", qPrintable(made.error().toString()));
        m_id = made->object().value(QLatin1StringView("Id")).toString();
        if (!ask(rig, "POST", QStringLiteral("/containers/%1/start").arg(m_id)))
            qFatal("the Docker engine did not start the container");
    }

    ~BareContainer()
    {
        static_cast<void>(ask(m_rig,
                              "DELETE",
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

/// One row per concurrency; `exec` is what the ratio refers to.
void reportMode(const QString &mode, int concurrency, const Load &load, const Load &exec)
{
    Bench::print({.benchmark = QStringLiteral("function modes"),
                  .what = QStringLiteral("%1, %2 at a time").arg(mode).arg(concurrency),
                  .value = load.p50,
                  .unit = QStringLiteral("ms"),
                  .note = QStringLiteral("p99 %1 ms, %2 a second, %3 times as many as docker exec")
                              .arg(load.p99, 0, 'f', 2)
                              .arg(load.perSecond, 0, 'f', 0)
                              .arg(load.perSecond / exec.perSecond, 0, 'f', 1)});
}

/// The same trivial work in every mode: the event comes back.
void compareModes(FunctionRig &rig, const QJsonObject &bareBody)
{
    const QJsonObject pool{{QStringLiteral("max"), 1}, {QStringLiteral("concurrency"), 32}};
    const QByteArray echo = R"(echo '{"ready":true}' >&3
while read -r line; do
    id=${line#*:}; echo "{\"id\":${id%%,*},\"ok\":true,\"result\":{}}" >&3
done)";
    const auto cat = shell("head -n 1");
    const auto script = with(shell(echo), "style", QStringLiteral("lines"));
    const auto pythonCode = python("def handle(event):\n    return event");
    const auto nodeCode = node("export function handle(event) { return event; }");
    struct Kept
    {
        QString name;
        PoolRig pool;
        int count; // at a concurrency of 1
    };
    std::vector<Kept> kept;
    kept.push_back({QStringLiteral("warm, shell"), PoolRig(rig, warm(cat, pool)), 200});
    kept.push_back({QStringLiteral("hot, shell"), PoolRig(rig, hot(script, pool)), 2000});
    kept.push_back({QStringLiteral("hot, python"), PoolRig(rig, hot(pythonCode, pool)), 2000});
    kept.push_back({QStringLiteral("hot, node"), PoolRig(rig, hot(nodeCode, pool)), 2000});
    BareContainer bare(rig, bareBody);
    const Event event = FunctionRig::event({{QStringLiteral("text"), QString(400, u'x')}});
    for (Kept &one : kept) {
        if (const StepOutcome first = one.pool.call(); first.error)
            qFatal("%s", qPrintable(first.error->toString()));
    }
    for (const int concurrency : {1, 8, 32}) {
        const Load exec = Load::run([&] { return bare.call(event.json()); }, 32, concurrency);
        reportMode(QStringLiteral("docker exec by API"), concurrency, exec, exec);
        reportMode(QStringLiteral("cold, shell"),
                   concurrency,
                   Load::run([&] { return rig.begin(cat, event); }, 16, concurrency),
                   exec);
        for (Kept &one : kept)
            reportMode(one.name,
                       concurrency,
                       Load::run([&] { return one.pool.begin(event); },
                                 one.count * (concurrency > 1 ? 4 : 1),
                                 concurrency),
                       exec);
    }
}

} // namespace

/// The time that Saltern adds to the Docker API calls of a cold function call, taken in turns with
/// those calls alone; and what a call costs in the three modes and with docker exec. "--modes":
/// only the latter.
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
    compareModes(rig, body);
    if (application.arguments().contains(QStringLiteral("--modes")))
        return 0;
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
