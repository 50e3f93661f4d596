#include "app/cli/invocationreport.h"

#include "app/cli/command.h"
#include "engine/runs/secretstore.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace Saltern::Cli {

namespace {

// The nearest-rank percentile.
double percentile(std::vector<double> values, double part)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const double rank = std::ceil(part * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

QJsonObject errorJson(const Error &error)
{
    return {{QStringLiteral("kind"), errorKindName(error.kind)},
            {QStringLiteral("message"), error.message},
            {QStringLiteral("remedy"), error.remedy},
            {QStringLiteral("detail"), error.detail}};
}

QJsonObject resultJson(const InvocationResult &result, const SecretStore &secrets)
{
    QJsonArray exits;
    for (const Exit &exit : result.outcome.exits)
        exits += QJsonObject{{QStringLiteral("port"), exit.port},
                             {QStringLiteral("data"), exit.data.value_or(QJsonValue())}};
    QJsonObject object{{QStringLiteral("ok"), !result.outcome.error.has_value()},
                       {QStringLiteral("ms"), result.ms},
                       {QStringLiteral("exits"), exits},
                       {QStringLiteral("log"), secrets.redacted(result.outcome.log)},
                       {QStringLiteral("detail"), result.outcome.detail}};
    if (result.outcome.error)
        object.insert(QStringLiteral("error"), errorJson(*result.outcome.error));
    return object;
}

struct Summary
{
    int ok = 0;
    int failed = 0;
    double p50 = 0;
    double p99 = 0;
    double perSecond = 0;
};

Summary summarise(const FunctionInvocation &invocation)
{
    Summary summary;
    std::vector<double> times;
    for (const InvocationResult &result : invocation.results()) {
        ++(result.outcome.error ? summary.failed : summary.ok);
        times.push_back(result.ms);
    }
    summary.p50 = percentile(times, 0.50);
    summary.p99 = percentile(times, 0.99);
    if (invocation.wallMs() > 0)
        summary.perSecond = static_cast<double>(times.size()) * 1000.0 / invocation.wallMs();
    return summary;
}

void printJson(const FunctionInvocation &invocation, const SecretStore &secrets)
{
    QJsonArray results;
    for (const InvocationResult &result : invocation.results())
        results += resultJson(result, secrets);
    const Summary summary = summarise(invocation);
    const QJsonObject object{{QStringLiteral("host"), invocation.hosts().first()},
                             {QStringLiteral("ok"), summary.ok},
                             {QStringLiteral("failed"), summary.failed},
                             {QStringLiteral("p50_ms"), summary.p50},
                             {QStringLiteral("p99_ms"), summary.p99},
                             {QStringLiteral("per_second"), summary.perSecond},
                             {QStringLiteral("results"), results}};
    print(QString::fromUtf8(QJsonDocument(object).toJson().trimmed()));
}

QString timing(const InvocationResult &result)
{
    const QJsonObject &detail = result.outcome.detail;
    QString text = QStringLiteral("%1 ms").arg(result.ms, 0, 'f', 1);
    if (detail.contains(QLatin1StringView("coldStartMs")))
        text += QStringLiteral(", %1 ms of them until the container ran")
                    .arg(detail.value(QLatin1StringView("coldStartMs")).toInteger());
    if (detail.contains(QLatin1StringView("maxRssKiB")))
        text += QStringLiteral(", %1 KiB of memory")
                    .arg(detail.value(QLatin1StringView("maxRssKiB")).toInteger());
    return text;
}

void printResult(const InvocationResult &result, const SecretStore &secrets)
{
    for (const Exit &exit : result.outcome.exits)
        print(exit.port + u' ' +
              QString::fromUtf8(QJsonDocument(exit.data.value_or(QJsonValue()).toObject())
                                    .toJson(QJsonDocument::Compact)));
    if (const auto &error = result.outcome.error) {
        print(QStringLiteral("error ") + error->toString());
        if (!error->detail.isEmpty())
            print(QStringLiteral("  ") + secrets.redacted(error->detail));
    }
    const QString log = secrets.redacted(result.outcome.log).trimmed();
    if (!log.isEmpty())
        print(QStringLiteral("log:\n  ") + QString(log).replace(u'\n', QStringLiteral("\n  ")));
    print(timing(result));
}

// How many calls took how long, in steps of 1, 2 and 5.
void printHistogram(const std::vector<InvocationResult> &results)
{
    static constexpr double factors[] = {1, 2, 5};
    std::vector<std::size_t> counts;
    std::vector<double> bounds; // upper ones
    for (double power = 0.01; power < 1e7; power *= 10) {
        for (const double factor : factors)
            bounds.push_back(power * factor);
    }
    counts.resize(bounds.size() + 1);
    for (const InvocationResult &result : results)
        ++counts[static_cast<std::size_t>(
            std::lower_bound(bounds.begin(), bounds.end(), result.ms) - bounds.begin())];
    const auto isUsed = [](std::size_t count) { return count > 0; };
    const auto first = std::find_if(counts.begin(), counts.end(), isUsed) - counts.begin();
    const auto end = counts.rend() - std::find_if(counts.rbegin(), counts.rend(), isUsed);
    const std::size_t most = *std::max_element(counts.begin(), counts.end());
    for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(end); ++i) {
        const QString bound =
            i < bounds.size() ? QString::number(bounds[i]) : QStringLiteral("inf");
        const auto width = static_cast<int>((50 * counts[i] + most - 1) / most);
        print(QStringLiteral("  <= %1 ms %2 %3")
                  .arg(bound, 7)
                  .arg(counts[i], 8)
                  .arg(QString(width, u'#')));
    }
}

void printText(const FunctionInvocation &invocation, const SecretStore &secrets)
{
    const auto &results = invocation.results();
    if (const QStringList &hosts = invocation.hosts(); hosts.size() > 1)
        print(QStringLiteral("on %1, the first of the hosts that `place` means: %2")
                  .arg(hosts.first(), hosts.join(QStringLiteral(", "))));
    // Of many calls, one good and one bad one stand for the rest.
    bool shown[2] = {false, false};
    for (const InvocationResult &result : results) {
        if (!std::exchange(shown[result.outcome.error ? 1 : 0], true))
            printResult(result, secrets);
    }
    if (results.size() == 1)
        return;
    const Summary summary = summarise(invocation);
    print(QStringLiteral("%1 ok, %2 failed; p50 %3 ms, p99 %4 ms, %5 per second")
              .arg(summary.ok)
              .arg(summary.failed)
              .arg(summary.p50, 0, 'f', 2)
              .arg(summary.p99, 0, 'f', 2)
              .arg(summary.perSecond, 0, 'f', 2));
    printHistogram(results);
}

} // namespace

void printInvocation(const FunctionInvocation &invocation, const SecretStore &secrets, bool json)
{
    if (json)
        printJson(invocation, secrets);
    else
        printText(invocation, secrets);
}

int failedCalls(const FunctionInvocation &invocation)
{
    return summarise(invocation).failed;
}

} // namespace Saltern::Cli
