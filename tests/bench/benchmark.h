#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

namespace Saltern::Bench {

/// One number of a benchmark. Printed as one line of JSON, from which tests/bench/table makes the
/// table in docs/performance.md.
struct Result
{
    QString benchmark; // the table it belongs to, e.g. "matching"
    QString what;      // the row, e.g. "Saltern, 1,000 patterns"
    double value = 0;
    QString unit;        // e.g. "events/s"
    QString aim = {};    // empty = none was set
    bool reached = true; // whether the aim was
    QString note = {};
};

/// Writes the result to standard output.
void print(const Result &result);

/// Before the application is made: the event loop that `saltern` uses where there is no desktop.
void useServerEventLoop();

double median(std::vector<double> values);

/// The best rate of several rounds, in things done per second of processor time of this process:
/// `work` does `count` of them and is repeated for at least `roundSeconds`. The best, because
/// whatever else the machine does can only make a round slower. For work on one thread.
double bestRate(qint64 count,
                const std::function<void()> &work,
                int rounds = 5,
                double roundSeconds = 0.4);

} // namespace Saltern::Bench
