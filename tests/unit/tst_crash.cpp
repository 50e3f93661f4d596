#include "engine/runs/runstore.h"
#include "tests/unit/killing.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr int runCount = 1000;
constexpr int kills = 8;

QHash<QString, int> effects(const QString &path)
{
    QHash<QString, int> counts;
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty())
                ++counts[QString::fromUtf8(line)];
        }
    }
    return counts;
}

} // namespace

/// An engine that is killed again and again in the middle of 1,000 runs loses none and invents
/// none.
class TestCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesKills_data();
    void survivesKills();

private:
    static void verifyHooks(const RunStore &store, const std::vector<RunRecord> &runs);
};

void TestCrash::survivesKills_data()
{
    QTest::addColumn<QString>("guarantee");
    QTest::newRow("at least once") << u"least"_s;
    QTest::newRow("at most once") << u"most"_s;
}

void TestCrash::survivesKills()
{
    QFETCH(QString, guarantee);
    const bool atLeastOnce = guarantee == u"least"_s;
    QTemporaryDir folder;
    const QString effectsPath = folder.filePath(u"effects"_s);
    const QStringList arguments{
        folder.filePath(u"journal.sqlite"_s), effectsPath, guarantee, QString::number(runCount)};
    QVERIFY(Test::killAgainAndAgain(u"" CRASH_ENGINE ""_s, arguments, kills, [&](int kill) {
        // At another point of the work each time: 2,000 effects in all.
        return effects(effectsPath).size() >= kill * 2 * runCount / (kills + 1);
    }));

    RunStore store;
    QVERIFY(store.open(folder.path()));
    const auto runs = store.list({.most = 2 * runCount});
    QVERIFY(runs);
    QCOMPARE(runs->size(), std::size_t(runCount));
    const QHash<QString, int> done = effects(effectsPath);
    QSet<QString> subjects;
    int lost = 0;
    for (const RunRecord &run : *runs) {
        const auto story = store.story(QString::number(run.number));
        QVERIFY(story);
        const QString subject = story->events.value(run.event).subject();
        QVERIFY2(!subjects.contains(subject), qPrintable(subject));
        subjects.insert(subject);
        lost += run.state == RunState::Lost;
        const int a = done.value(u"a "_s + subject);
        const int b = done.value(u"b "_s + subject);
        if (atLeastOnce)
            QVERIFY2(run.state == RunState::Done && a >= 1 && b >= 1, qPrintable(subject));
        else
            QVERIFY2(a <= 1 && b <= 1, qPrintable(subject));
        if (run.state == RunState::Done)
            QVERIFY2(a >= 1 && b >= 1, qPrintable(subject));
        else
            QCOMPARE(run.state, RunState::Lost);
    }
    verifyHooks(store, *runs);
    // At each kill no more is unknown than what ran: two nodes with four steps each.
    QVERIFY2(lost <= (atLeastOnce ? 0 : kills * 2 * 4), qPrintable(QString::number(lost)));
}

// What hooks emit becomes durable with the outcome of their step: a step that was begun again has
// said it once, and one that was lost never.
void TestCrash::verifyHooks(const RunStore &store, const std::vector<RunRecord> &runs)
{
    const auto events = store.events(0, 20 * runCount);
    QVERIFY(events);
    QHash<QString, int> said; // by type and subject
    for (const StoredEvent &stored : *events) {
        if (stored.event.type().startsWith(u"said/"_s))
            ++said[stored.event.type() + u' ' + stored.event.subject()];
    }
    for (const RunRecord &run : runs) {
        const auto story = store.story(QString::number(run.number));
        QVERIFY(story);
        const StepRecord &a = story->steps.at(0);
        const QString subject = story->events.value(run.event).subject();
        const int times = a.state == StepState::Done ? 1 : 0;
        QCOMPARE(said.value(u"said/begun "_s + subject), times);
        QCOMPARE(said.value(u"said/done "_s + subject), times);
    }
    QVERIFY(!said.isEmpty());
}

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
