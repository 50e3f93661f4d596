#include "engine/base/clock.h"
#include "engine/runs/ownactions.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/secretstore.h"
#include "tests/bench/benchmark.h"
#include "tests/bench/stepworkload.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QVariant>

#include <ctime>

using namespace Saltern;

namespace {

constexpr int runs = 10'000;
constexpr int rounds = 3;
constexpr std::size_t mostOpenRuns = 1000; // as a busy engine, with its queues short

struct Speed
{
    double perCpuSecond = 0;
    double perSecond = 0;
};

class Stopwatch
{
public:
    Stopwatch() { m_wall.start(); }
    Speed speed(int count) const
    {
        const double cpu = static_cast<double>(std::clock() - m_cpu) / CLOCKS_PER_SEC;
        const double wall = static_cast<double>(m_wall.nsecsElapsed()) / 1e9;
        return {count / cpu, count / wall};
    }

private:
    QElapsedTimer m_wall;
    std::clock_t m_cpu = std::clock();
};

Event containerDied(int number)
{
    const QString name = QStringLiteral("web-%1").arg(number % 500);
    return Event::make(
        {.source = QStringLiteral("docker/local"),
         .type = QStringLiteral("bench/go"),
         .subject = name,
         .timeNs = 1'700'000'000'000'000'000 + number,
         .host = QStringLiteral("local")},
        {{QStringLiteral("container"),
          QJsonObject{{QStringLiteral("name"), name}, {QStringLiteral("exitCode"), 1}}}});
}

/// Runs that are begun as fast as the engine takes them, until all of them are over.
Speed journaledSteps(const QString &journalPath, Durability durability)
{
    SystemClock clock;
    OwnActions actions(&clock);
    Services services;
    services.clock = &clock;
    services.ownActions = &actions;
    SecretStore secrets(QStringLiteral("/nonexistent"));
    Bench::StepKinds kinds;
    Journal journal({.path = journalPath});
    const auto content = journal.open();
    if (!content)
        qFatal("%s", qPrintable(content.error().toString()));
    Scheduler scheduler(services, secrets, journal, kinds.kinds());
    scheduler.restore(*content);
    Bundle bundle;
    bundle.document = "bench";
    if (const auto deployed = scheduler.deploy(Bench::stepPipeline(durability), bundle); !deployed)
        qFatal("%s", qPrintable(deployed.error().toString()));

    int published = 0;
    int finished = 0;
    const auto publish = [&] {
        while (published < runs && scheduler.openRuns() < mostOpenRuns)
            scheduler.publish(containerDied(published++));
    };
    QObject::connect(&scheduler, &Scheduler::runChanged, &scheduler, [&](const RunChange &change) {
        if (change.state == RunState::Running)
            return;
        if (change.state != RunState::Done)
            qFatal("a run ended as %s", qPrintable(runStateName(change.state)));
        if (++finished == runs)
            QCoreApplication::quit();
        publish();
    });
    const Stopwatch watch;
    publish();
    QCoreApplication::exec();
    return watch.speed(runs * Bench::stepsPerRun);
}

/// The least that anyone has to do to remember a step durably with SQLite: one row, as wide as
/// ours, many to a transaction.
Speed plainInserts(const QString &path)
{
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), path);
    database.setDatabaseName(path);
    if (!database.open())
        qFatal("cannot open %s", qPrintable(path));
    QSqlQuery query(database);
    query.exec(QStringLiteral("PRAGMA journal_mode = WAL"));
    query.exec(QStringLiteral("PRAGMA synchronous = FULL"));
    query.exec(QStringLiteral("CREATE TABLE steps(run INTEGER, number INTEGER, node TEXT,"
                              " parameters BLOB, outcome BLOB, event BLOB,"
                              " PRIMARY KEY(run, number)) WITHOUT ROWID"));
    const QByteArray event = containerDied(1).json();
    const QByteArray parameters("{\"text\":\"web-1 died\"}");
    const QByteArray outcome("{\"exits\":[\"ok\"]}");
    constexpr int perTransaction = 1000;
    const Stopwatch watch;
    query.prepare(QStringLiteral("INSERT INTO steps VALUES(?, ?, ?, ?, ?, ?)"));
    for (int run = 0; run < runs; ++run) {
        if (run % (perTransaction / Bench::stepsPerRun) == 0)
            database.transaction();
        for (int step = 0; step < Bench::stepsPerRun; ++step) {
            query.bindValue(0, run);
            query.bindValue(1, step);
            query.bindValue(2, QStringLiteral("first"));
            query.bindValue(3, parameters);
            query.bindValue(4, outcome);
            query.bindValue(5, event);
            if (!query.exec())
                qFatal("SQLite refuses a row");
        }
        if ((run + 1) % (perTransaction / Bench::stepsPerRun) == 0)
            database.commit();
    }
    const Speed speed = watch.speed(runs * Bench::stepsPerRun);
    query.finish();
    database.close();
    return speed;
}

/// Each round on a fresh file: the best, as whatever else the machine does only slows down.
template<typename Measure>
Speed best(Measure measure)
{
    Speed best;
    for (int round = 0; round < rounds; ++round) {
        const QTemporaryDir folder;
        const Speed speed = measure(folder.filePath(QStringLiteral("journal.sqlite")));
        if (speed.perCpuSecond > best.perCpuSecond)
            best = speed;
    }
    return best;
}

void report(const QString &what, const Speed &speed, bool hasAim)
{
    constexpr double aim = 20'000;
    Bench::print({.benchmark = QStringLiteral("journal"),
                  .what = what,
                  .value = speed.perCpuSecond,
                  .unit = QStringLiteral("steps/CPU s"),
                  .aim = hasAim ? QStringLiteral("> 20,000") : QString(),
                  .reached = !hasAim || speed.perCpuSecond > aim,
                  .note = QStringLiteral("%1 a second of the clock").arg(qRound(speed.perSecond))});
}

} // namespace

/// Journaled steps per second of processor time, scheduler and journal thread together; beside it
/// a loop that only inserts rows.
int main(int argc, char **argv)
{
    Bench::useServerEventLoop();
    const QCoreApplication application(argc, argv);
    const Speed full =
        best([](const QString &path) { return journaledSteps(path, Durability::Full); });
    const Speed process =
        best([](const QString &path) { return journaledSteps(path, Durability::Process); });
    const Speed plain = best(plainInserts);
    report(QStringLiteral("Saltern, durability: full"), full, true);
    report(QStringLiteral("Saltern, durability: process"), process, true);
    report(QStringLiteral("plain SQLite: one row per step"), plain, false);
    Bench::print({.benchmark = QStringLiteral("journal"),
                  .what = QStringLiteral("a journaled step costs"),
                  .value = plain.perCpuSecond / full.perCpuSecond,
                  .unit = QStringLiteral("plain rows")});
    return 0;
}
