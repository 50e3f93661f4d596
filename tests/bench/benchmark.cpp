#include "tests/bench/benchmark.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace Saltern::Bench {

void print(const Result &result)
{
    QJsonObject object{{QStringLiteral("benchmark"), result.benchmark},
                       {QStringLiteral("what"), result.what},
                       {QStringLiteral("value"), result.value},
                       {QStringLiteral("unit"), result.unit}};
    if (!result.aim.isEmpty()) {
        object.insert(QStringLiteral("aim"), result.aim);
        object.insert(QStringLiteral("reached"), result.reached);
    }
    if (!result.note.isEmpty())
        object.insert(QStringLiteral("note"), result.note);
    std::puts(QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

void useServerEventLoop()
{
    qputenv("QT_NO_GLIB", "1"); // app/cli/main.cpp says why
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double bestRate(qint64 count, const std::function<void()> &work, int rounds, double roundSeconds)
{
    work(); // caches, branch predictors, memory that grows once
    double best = 0;
    for (int round = 0; round < rounds; ++round) {
        const std::clock_t begin = std::clock();
        const auto spent = [begin] {
            return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        };
        qint64 done = 0;
        while (spent() < roundSeconds) {
            work();
            done += count;
        }
        best = std::max(best, static_cast<double>(done) / spent());
    }
    return best;
}

} // namespace Saltern::Bench
