// How many events per second one core matches, from raw bytes to the list of patterns. With a
// folder as argument, the patterns and events are also written there for other products to read.

#include "engine/events/matcher.h"
#include "tests/bench/benchmark.h"
#include "tests/bench/matchingworkload.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <cstdlib>

using namespace Saltern;

namespace {

constexpr int eventCount = 20'000;

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s cannot be written", qPrintable(path));
}

std::vector<Matcher::Entry> compile(const QList<QJsonObject> &patterns)
{
    std::vector<Matcher::Entry> entries;
    for (const QJsonObject &source : patterns) {
        const auto pattern = Pattern::fromJson(source);
        if (!pattern)
            qFatal("%s", qPrintable(pattern.error().toString()));
        entries.push_back({static_cast<quint32>(entries.size()), *pattern});
    }
    return entries;
}

void measure(int patternCount, const QList<QByteArray> &events, double aim)
{
    Matcher matcher(compile(Bench::mixedPatterns(patternCount)));
    std::vector<quint32> matches;
    std::size_t matched = 0;
    const auto work = [&] {
        matched = 0;
        for (const QByteArray &event : events) {
            if (!matcher.match(event, matches))
                qFatal("an event of our own is not valid");
            matched += matches.size();
        }
    };
    const double rate = Bench::bestRate(events.size(), work);
    const QLocale locale(QLocale::English);
    Bench::print(
        {.benchmark = QStringLiteral("matching"),
         .what = QStringLiteral("Saltern, %1 patterns").arg(locale.toString(patternCount)),
         .value = rate,
         .unit = QStringLiteral("events/s"),
         .aim = aim > 0 ? QStringLiteral("> %1").arg(locale.toString(aim, 'f', 0)) : QString(),
         .reached = rate > aim,
         .note = QStringLiteral("%1 matches in all")
                     .arg(locale.toString(static_cast<qulonglong>(matched)))});
}

void exportWorkload(const QDir &folder, const QList<QByteArray> &events)
{
    for (const int count : {10, 1000, 10'000}) {
        QByteArray lines;
        for (const QJsonObject &pattern : Bench::mixedPatterns(count))
            lines += QJsonDocument(pattern).toJson(QJsonDocument::Compact) + '\n';
        write(folder.filePath(QStringLiteral("patterns-%1.jsonl").arg(count)), lines);
    }
    write(folder.filePath(QStringLiteral("events.jsonl")), events.join('\n') + '\n');
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QList<QByteArray> events = Bench::containerEvents(eventCount);
    qsizetype bytes = 0;
    for (const QByteArray &event : events)
        bytes += event.size();
    Bench::print({.benchmark = QStringLiteral("matching"),
                  .what = QStringLiteral("size of an event"),
                  .value = static_cast<double>(bytes) / eventCount,
                  .unit = QStringLiteral("bytes")});
    measure(10, events, 0);
    measure(1000, events, 1e6);
    measure(10'000, events, 5e5);
    if (argc > 1)
        exportWorkload(QDir(QString::fromLocal8Bit(argv[1])), events);
    return EXIT_SUCCESS;
}
