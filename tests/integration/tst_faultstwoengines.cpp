#include "engine/functions/functionlabels.h"
#include "tests/integration/enginerig.h"
#include "tests/integration/serverig.h"
#include "tests/lab/lab.h"

#include <QJsonArray>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr auto label = "saltern.faults"_L1;

/// A warm function that is kept, one that is under way for long, and who waits for any container
/// to end: also for those of functions, if they were shown to it.
QByteArray busy(const QString &value)
{
    return u"nodes:\n"
           "  go: { kind: manual@1 }\n"
           "  warm: { kind: function@1, runtime: shell, mode: warm, code: echo warm }\n"
           "  long: { kind: function@1, runtime: shell, code: sleep 600, timeout: 15m }\n"
           "  died: { kind: docker.event@1, type: container, action: [create, die, destroy] }\n"
           "  note: { kind: log@1, message: \"{{ event.type }}\" }\n"
           "  crashed: { kind: docker.event@1, type: container, action: die, labels: { %1: \"%2\" "
           "} }\n"
           "  away: { kind: container.action@1, action: remove }\n"
           "wires: [go -> warm, go -> long, died -> note, crashed -> away]\n"_s.arg(label, value)
               .toUtf8();
}

} // namespace

/// Two engines on one Docker host, side by side: docs/hosts.md says who owns what.
class TestFaultsTwoEngines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachSeesToItsOwn();
    void bothAnswerTheSameEvent();

private:
    QStringList containersOf(const QString &engine);
    static QString idOf(ServeRig &rig)
    {
        return rig.call(u"status"_s).value(u"engine"_s).toString();
    }
    static bool go(ServeRig &rig);
    static QJsonArray runs(ServeRig &rig, const QString &trigger);

    std::unique_ptr<EngineRig> m_rig;
};

void TestFaultsTwoEngines::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<EngineRig>(Lab::endpoint());
}

QStringList TestFaultsTwoEngines::containersOf(const QString &engine)
{
    const QString filter =
        u"{\"label\":[\"%1=%2\",\"%3=%4\"]}"_s.arg(QString(FunctionLabels::engine),
                                                   engine,
                                                   QString(FunctionLabels::role),
                                                   QString(FunctionLabels::functionRole));
    const auto answer = m_rig->call(
        "GET", u"/containers/json"_s, dockerQuery({{u"all"_s, u"1"_s}, {u"filters"_s, filter}}));
    QStringList ids;
    for (const QJsonValue &container : answer ? answer->array() : QJsonArray())
        ids += container[u"Id"_s].toString();
    ids.sort();
    return ids;
}

bool TestFaultsTwoEngines::go(ServeRig &rig)
{
    const QJsonObject event{{u"type"_s, u"manual/p/go"_s}, {u"data"_s, QJsonObject()}};
    return !rig.call(u"events.send"_s, {{u"event"_s, event}}).isEmpty();
}

QJsonArray TestFaultsTwoEngines::runs(ServeRig &rig, const QString &trigger)
{
    QJsonArray found;
    const QJsonObject answer = rig.call(u"runs.list"_s, {{u"limit"_s, 1000}});
    for (const QJsonValue &run : answer.value(u"runs"_s).toArray()) {
        if (run[u"trigger"_s].toString() == trigger)
            found.append(run);
    }
    return found;
}

void TestFaultsTwoEngines::eachSeesToItsOwn()
{
    ServeRig one;
    ServeRig other;
    for (ServeRig *rig : {&one, &other}) {
        QVERIFY(rig->write(u"p"_s, busy(u"nobody"_s)));
        QVERIFY(rig->start(Lab::endpoint()));
        QVERIFY(go(*rig));
    }
    const QString first = idOf(one);
    const QString second = idOf(other);
    QVERIFY(first != second);
    QTRY_COMPARE_WITH_TIMEOUT(containersOf(first).size(), 2, 120'000);
    QTRY_COMPARE_WITH_TIMEOUT(containersOf(second).size(), 2, 120'000);
    const QStringList ofOne = containersOf(first);
    const QStringList ofOther = containersOf(second);

    // One dies without a word and comes back: it clears away what was its own, and begins anew.
    QVERIFY(one.kill());
    QVERIFY(one.start(Lab::endpoint()));
    QCOMPARE(idOf(one), first);
    const auto isCleared = [&] {
        const QStringList now = containersOf(first);
        return !now.isEmpty() && !now.contains(ofOne.at(0)) && !now.contains(ofOne.at(1));
    };
    QTRY_VERIFY_WITH_TIMEOUT(isCleared(), 120'000);
    QCOMPARE(containersOf(second), ofOther);

    // One is stopped in order: nothing of it is left, and the other works on.
    QVERIFY(one.terminate());
    QTRY_COMPARE_WITH_TIMEOUT(containersOf(first), QStringList(), 60'000);
    QCOMPARE(containersOf(second), ofOther);
    // Neither was ever shown the function containers of the other.
    QCOMPARE(runs(other, u"died"_s).size(), 0);
    QVERIFY(other.terminate());
    QTRY_COMPARE_WITH_TIMEOUT(containersOf(second), QStringList(), 60'000);
}

// Both are told to remove what has crashed: one of them does, for the other it is gone already.
void TestFaultsTwoEngines::bothAnswerTheSameEvent()
{
    const QString value = u"two-%1"_s.arg(QCoreApplication::applicationPid());
    ServeRig one;
    ServeRig other;
    for (ServeRig *rig : {&one, &other}) {
        QVERIFY(rig->write(u"p"_s, busy(value)));
        QVERIFY(rig->start(Lab::endpoint()));
    }
    const QString id = m_rig->run(words("false"), {{u"Labels"_s, QJsonObject{{label, value}}}});
    for (ServeRig *rig : {&one, &other}) {
        QTRY_COMPARE_WITH_TIMEOUT(runs(*rig, u"crashed"_s).size(), 1, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            runs(*rig, u"crashed"_s).first()[u"state"_s].toString(), u"done"_s, 60'000);
    }
    QVERIFY(!m_rig->call("GET", u"/containers/%1/json"_s.arg(id)).has_value());
    QVERIFY(one.terminate());
    QVERIFY(other.terminate());
}

QTEST_GUILESS_MAIN(TestFaultsTwoEngines)
#include "tst_faultstwoengines.moc"
