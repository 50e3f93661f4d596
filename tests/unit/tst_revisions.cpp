#include "tests/support/patience.h"
#include "tests/unit/schedulerrig.h"

#include <QRegularExpression>
#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace Qt::StringLiterals;

/// What a new revision changes for runs that began before it, and nodes that are turned off.
class TestRevisions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void redeployLetsRunsEndAsTheyBegan();
    void keepsOrderAcrossRevisions();
    void newRevisionSaysHowManyAtOnce();
    void disabledNodes_data();
    void disabledNodes();
};

void TestRevisions::redeployLetsRunsEndAsTheyBegan()
{
    FakeKinds kinds;
    kinds.hold(u"a"_s);
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s, u"a effect"_s, u"old effect"_s},
                                      {u"t -> a"_s, u"a.ok -> old"_s})));
    bench.scheduler->publish(go());
    QTRY_COMPARE(kinds.held(u"a"_s), 1);
    bench.revision = 2;
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s, u"new effect"_s}, {u"t -> new"_s})));
    bench.scheduler->publish(go());
    QTRY_VERIFY(kinds.begun.contains(u"new a #1"_s));
    kinds.finish(u"a"_s, fine());
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, (QStringList{u"a a #1"_s, u"new a #1"_s, u"old a #1"_s}));
}

void TestRevisions::keepsOrderAcrossRevisions()
{
    FakeKinds kinds;
    kinds.hold(u"a"_s);
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s, u"a effect"_s, u"old effect"_s},
                                      {u"t -> a"_s, u"a.ok -> old"_s})));
    bench.scheduler->publish(go());
    bench.scheduler->publish(go());
    QVERIFY(bench.flush());
    bench.revision = 2;
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s, u"a effect"_s, u"new effect"_s},
                                      {u"t -> a"_s, u"a.ok -> new"_s})));
    bench.scheduler->publish(go());
    bench.scheduler->publish(go(u"other"_s));
    QTRY_COMPARE(kinds.held(u"a"_s), 2);
    QCOMPARE(kinds.begun, (QStringList{u"a a #1"_s, u"a other #1"_s}));
    for (const QString &next : {u"old a #1"_s, u"new other #1"_s, u"old a #1"_s, u"new a #1"_s}) {
        QTRY_VERIFY(kinds.held(u"a"_s) > 0);
        kinds.begun.clear();
        kinds.finish(u"a"_s, fine());
        QTRY_VERIFY2(kinds.begun.contains(next), qPrintable(next));
    }
    QVERIFY(bench.settle());
}

void TestRevisions::newRevisionSaysHowManyAtOnce()
{
    FakeKinds kinds;
    kinds.hold(u"a"_s);
    Bench bench(kinds, inMemory);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters.insert(u"concurrency"_s, 1);
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go(u"x"_s));
    bench.scheduler->publish(go(u"y"_s));
    QVERIFY(bench.flush());
    QCOMPARE(kinds.held(u"a"_s), 1);
    pipeline.nodes[1].parameters.insert(u"concurrency"_s, 3);
    bench.revision = 2;
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go(u"z"_s));
    QTRY_COMPARE(kinds.held(u"a"_s), 3);
    for (int i = 0; i < 3; ++i)
        kinds.finish(u"a"_s, fine());
    QVERIFY(bench.settle());
}

void TestRevisions::disabledNodes_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<Disabled>("disabled");
    QTest::addColumn<QStringList>("begun");
    QTest::addColumn<QStringList>("steps");
    const QStringList both{u"b a #1"_s, u"c a #1"_s};
    for (const char *kind : {"effect", "pure", "slowpure"}) {
        const QString name = QString::fromLatin1(kind);
        QTest::addRow("%s stops", kind) << name << Disabled::Stop << QStringList{u"c a #1"_s}
                                        << QStringList{u"a stopped"_s, u"c done"_s};
        QTest::addRow("%s is bypassed", kind)
            << name << Disabled::Bypass << both
            << QStringList{u"a bypassed"_s, u"b done"_s, u"c done"_s};
    }
}

void TestRevisions::disabledNodes()
{
    QFETCH(QString, kind);
    QFETCH(Disabled, disabled);
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    // b is behind the disabled node, c beside it.
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a "_s + kind, u"b effect"_s, u"c effect"_s},
                                     {u"t -> a"_s, u"a -> b"_s, u"t -> c"_s});
    pipeline.nodes[1].disabled = disabled;
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go(u"a"_s, {{u"n"_s, 7}}));
    QVERIFY(bench.settle());
    kinds.begun.sort();
    QTEST(kinds.begun, "begun");
    QStringList ended = bench.steps.filter(QRegularExpression(u"done|stopped|bypassed"_s));
    ended.sort();
    QTEST(ended, "steps");
    QCOMPARE(bench.runs, QStringList{u"done"_s});
    for (const StepInput &input : kinds.inputs)
        QCOMPARE(input.event.data().value(u"n").toInt(), 7); // the trigger's event, untouched
}

QTEST_GUILESS_MAIN(TestRevisions)
#include "tst_revisions.moc"
