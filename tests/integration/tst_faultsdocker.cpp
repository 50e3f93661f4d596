#include "engine/runs/runstore.h"
#include "tests/integration/enginerig.h"
#include "tests/integration/serverig.h"
#include "tests/integration/tcpcutter.h"
#include "tests/lab/lab.h"

#include <QJsonArray>
#include <QUrl>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr auto label = "saltern.faults"_L1;

QJsonObject labelled(const QString &value)
{
    return {{u"Labels"_s, QJsonObject{{label, value}}}};
}

/// One run for each of these containers that ends; one for each gap; and a node that sees to a
/// container when it is told to.
QByteArray watching(const QString &value)
{
    return u"nodes:\n"
           "  died: { kind: docker.event@1, type: container, action: die, labels: { %1: \"%2\" } "
           "}\n"
           "  note: { kind: log@1, message: \"{{ event.subject }}\" }\n"
           "  gap: { kind: bus.event@1, type: host/lab/gap }\n"
           "  say: { kind: log@1, message: \"{{ event.data.host.reason }}\" }\n"
           "  go: { kind: manual@1 }\n"
           "  see: { kind: container.ensure@1, name: \"%2\", image: \"busybox:1.36\","
           " pull: never, command: [sleep, \"600\"], settle: 0s,"
           " retry: { max: 60, backoff: fixed, first: 1s } }\n"
           "wires: [died -> note, gap -> say, go -> see]\n"_s.arg(label, value)
               .toUtf8();
}

} // namespace

/// Docker engines that go wrong under a whole `saltern serve`: what happened is in the journal
/// once, what may have been lost is said, and nothing is made up.
class TestFaultsDocker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }
    void init();
    void awayAndBack_data();
    void awayAndBack();
    void pausedUnderWay();
    void awayForLongerThanDockerRemembers_data();
    void awayForLongerThanDockerRemembers();
    void tenThousandAtOnce();

private:
    /// Subjects of the events that began runs at `trigger`, oldest first.
    QStringList subjects(const QString &trigger);
    qsizetype runs(const QString &trigger, const QString &state = {});
    bool go();
    qsizetype containersNamed(EngineRig &rig, const QString &name);

    std::unique_ptr<ServeRig> m_serve;
    QString m_label;
    int m_round = 0;
};

void TestFaultsDocker::init()
{
    m_label = u"faults-%1-%2"_s.arg(QCoreApplication::applicationPid()).arg(++m_round);
    m_serve = std::make_unique<ServeRig>();
    QVERIFY(m_serve->write(u"p"_s, watching(m_label)));
}

QStringList TestFaultsDocker::subjects(const QString &trigger)
{
    QStringList found;
    RunStore store;
    if (!store.open(m_serve->state()))
        return found;
    const auto all = store.list({.pipeline = u"p"_s, .most = 20'000});
    if (!all)
        return found;
    for (const RunRecord &run : *all) {
        if (run.trigger != trigger)
            continue;
        const auto event = store.event(run.event);
        found.prepend(event ? event->event.subject() : QString());
    }
    return found;
}

qsizetype TestFaultsDocker::runs(const QString &trigger, const QString &state)
{
    qsizetype count = 0;
    const QJsonObject answer = m_serve->call(u"runs.list"_s, {{u"limit"_s, 1000}});
    for (const QJsonValue &run : answer.value(u"runs"_s).toArray())
        count += run[u"trigger"_s].toString() == trigger &&
                 (state.isEmpty() || run[u"state"_s].toString() == state);
    return count;
}

bool TestFaultsDocker::go()
{
    const QJsonObject event{{u"type"_s, u"manual/p/go"_s}, {u"data"_s, QJsonObject()}};
    return !m_serve->call(u"events.send"_s, {{u"event"_s, event}}).isEmpty();
}

qsizetype TestFaultsDocker::containersNamed(EngineRig &rig, const QString &name)
{
    const QString filter = u"{\"name\":[\"%1\"]}"_s.arg(name);
    const auto answer = rig.call(
        "GET", u"/containers/json"_s, dockerQuery({{u"all"_s, u"1"_s}, {u"filters"_s, filter}}));
    return answer ? answer->array().size() : -1;
}

void TestFaultsDocker::awayAndBack_data()
{
    QTest::addColumn<bool>("inOrder");
    QTest::newRow("killed") << false;
    QTest::newRow("stopped") << true;
}

void TestFaultsDocker::awayAndBack()
{
    QFETCH(bool, inOrder);
    Lab::PrivateEngine engine(u"faults-away"_s);
    QVERIFY(engine.start());
    EngineRig rig(engine.endpoint());
    QVERIFY(m_serve->start(engine.endpoint()));
    const QString before = rig.run(words("true"), labelled(m_label));
    QTRY_COMPARE_WITH_TIMEOUT(subjects(u"died"_s), QStringList{before}, 60'000);
    const QString lives = rig.run(words("sleep 600"), labelled(m_label));
    QVERIFY(inOrder ? engine.stop() : engine.kill());
    QTRY_COMPARE_WITH_TIMEOUT(m_serve->said(u"host"_s).size(), 2, 60'000); // up, down
    QVERIFY(go()); // cannot be done now, and is tried again
    QVERIFY(engine.start());
    QVERIFY(m_serve->waitForHost());
    QTRY_COMPARE_WITH_TIMEOUT(runs(u"go"_s, u"done"_s), 1, 120'000);
    QCOMPARE(containersNamed(rig, m_label), 1);
    // Docker ended it with itself: in order, and it was seen; or not, and it is found out.
    QTRY_COMPARE_WITH_TIMEOUT(subjects(u"died"_s), (QStringList{before, lives}), 60'000);
    const QString after = rig.run(words("true"), labelled(m_label));
    QTRY_COMPARE_WITH_TIMEOUT(subjects(u"died"_s), (QStringList{before, lives, after}), 60'000);
    QCOMPARE(runs(u"gap"_s), 1); // its memory is empty: that nothing else happened is not known
    QVERIFY(rig.remove(m_label));
}

void TestFaultsDocker::pausedUnderWay()
{
    Lab::PrivateEngine engine(u"faults-pause"_s);
    QVERIFY(engine.start());
    EngineRig rig(engine.endpoint());
    QVERIFY(m_serve->start(engine.endpoint()));
    const QString early = rig.run(words("sleep 1"), labelled(m_label));
    QVERIFY(engine.pause());
    QVERIFY(go());
    QTRY_VERIFY_WITH_TIMEOUT(m_serve->said(u"host"_s).size() >= 2, 120'000); // it is noticed
    QCOMPARE(runs(u"go"_s, u"done"_s), 0);
    QVERIFY(engine.resume());
    QVERIFY(m_serve->waitForHost());
    QTRY_COMPARE_WITH_TIMEOUT(runs(u"go"_s, u"done"_s), 1, 120'000);
    QCOMPARE(containersNamed(rig, m_label), 1);
    QTRY_COMPARE_WITH_TIMEOUT(subjects(u"died"_s), QStringList{early}, 60'000);
    const QString late = rig.run(words("true"), labelled(m_label));
    QTRY_COMPARE_WITH_TIMEOUT(subjects(u"died"_s), (QStringList{early, late}), 60'000);
    QCOMPARE(runs(u"gap"_s), 0); // it remembers everything
    QVERIFY(rig.remove(m_label));
}

void TestFaultsDocker::awayForLongerThanDockerRemembers_data()
{
    QTest::addColumn<bool>("killed");
    QTest::newRow("the connection was cut") << false;
    QTest::newRow("the engine was killed") << true;
}

void TestFaultsDocker::awayForLongerThanDockerRemembers()
{
    QFETCH(bool, killed);
    EngineRig rig(Lab::endpoint());
    TcpCutter cutter(QUrl(Lab::endpoint()).path());
    QVERIFY(m_serve->start(cutter.endpoint()));
    const QString before = rig.run(words("true"), labelled(m_label));
    const QString lives = rig.run(words("sleep 600"), labelled(m_label));
    const QString dies = rig.run(words("sleep 600"), labelled(m_label));
    QTRY_COMPARE_WITH_TIMEOUT(subjects(u"died"_s), QStringList{before}, 60'000);

    if (killed) {
        QVERIFY(m_serve->kill());
    } else {
        cutter.freeze(true);
        QTRY_COMPARE_WITH_TIMEOUT(m_serve->said(u"host"_s).size(), 2, 120'000);
    }
    QVERIFY(rig.act(dies, u"kill"_s));
    const QString unseen = rig.run(words("true"), labelled(m_label));
    QVERIFY(rig.act(unseen, u"wait"_s));
    QVERIFY(rig.remove(unseen));          // came and went: nobody can know
    QCOMPARE(rig.burst(lives, 300), 300); // Docker remembers 256
    if (killed) {
        QVERIFY(m_serve->start(cutter.endpoint()));
    } else {
        cutter.freeze(false);
        QVERIFY(m_serve->waitForHost());
    }
    QTRY_COMPARE_WITH_TIMEOUT(runs(u"gap"_s, u"done"_s), 1, 120'000);
    QTRY_COMPARE_WITH_TIMEOUT(subjects(u"died"_s), (QStringList{before, dies}), 60'000);
    const QString after = rig.run(words("true"), labelled(m_label));
    QTRY_COMPARE_WITH_TIMEOUT(subjects(u"died"_s), (QStringList{before, dies, after}), 60'000);
    QCOMPARE(runs(u"gap"_s), 1);
}

void TestFaultsDocker::tenThousandAtOnce()
{
    constexpr int burst = 10'000;
    constexpr qint64 mostKb = 300 * 1024;
    EngineRig rig(Lab::endpoint());
    QVERIFY(m_serve->write(
        u"p"_s,
        u"nodes:\n"
        "  came: { kind: docker.event@1, type: container, action: exec_create,"
        " labels: { %1: \"%2\" } }\n"
        "  ended: { kind: docker.event@1, type: container, action: die, labels: { %1: \"%2\" } }\n"
        "  all: { kind: filter@1, match: { type: [{ exists: true }] } }\n"
        "wires: [came -> all, ended -> all]\n"_s.arg(label, m_label)
            .toUtf8()));
    QVERIFY(m_serve->start(Lab::endpoint()));
    const QString id = rig.run(words("sleep 600"), labelled(m_label));
    QCOMPARE(rig.burst(id, burst), burst);
    RunStore store;
    QVERIFY(store.open(m_serve->state()));
    const auto begun = [&] {
        const auto all = store.list({.pipeline = u"p"_s, .most = 2 * burst});
        return all ? qsizetype(all->size()) : 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(begun() >= burst, 240'000);
    const QString last = rig.run(words("true"), labelled(m_label));
    QTRY_COMPARE_WITH_TIMEOUT(subjects(u"ended"_s), QStringList{last}, 60'000);
    QCOMPARE(begun(), burst + 1);
    const QJsonObject status = m_serve->call(u"status"_s);
    QCOMPARE(status[u"hosts"_s][u"lab"_s][u"dropped"_s].toInt(), 0);
    QCOMPARE(status.value(u"openRuns"_s), QJsonValue(0));
    QVERIFY2(m_serve->residentKb() < mostKb, qPrintable(QString::number(m_serve->residentKb())));
}

QTEST_GUILESS_MAIN(TestFaultsDocker)
#include "tst_faultsdocker.moc"
