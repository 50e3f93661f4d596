#include "engine/control/jsonrpc.h"
#include "tests/support/patience.h"
#include "tests/unit/controlpipelinetest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// What a real engine tells its clients by itself, and what it bears from them.
class TestControlTopics : public ControlPipelineTest
{
    Q_OBJECT

private Q_SLOTS:
    void tellsStatisticsAsTheyChange();
    void sendsEventsByPatternAndRate_data();
    void sendsEventsByPatternAndRate();
    void tellsChangesOfOnePipeline();
    void twoClientsAndOneThatVanishes();
    void aClientThatNeverReadsSlowsNobody();
    void secretsNeverAppear();
    void reconnectsAndRenews();
    void goesOnWhereTheFormerEngineEnded();
    void playsDemosWithoutDocker();
};

void TestControlTopics::tellsStatisticsAsTheyChange()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    const std::unique_ptr<ControlSubscription> topic(m_client->subscribe(u"statistics"_s));
    QJsonObject nodes;
    QJsonObject wires;
    QStringList removed;
    const auto take = [&](const QJsonObject &params) {
        const QJsonObject statistics = params.value(u"statistics"_s).toObject();
        const QJsonObject hi =
            statistics.value(u"pipelines"_s).toObject().value(u"hi"_s).toObject();
        const QJsonObject newNodes = hi.value(u"nodes"_s).toObject();
        const QJsonObject newWires = hi.value(u"wires"_s).toObject();
        for (auto node = newNodes.begin(); node != newNodes.end(); ++node)
            nodes[node.key()] = node.value();
        for (auto wire = newWires.begin(); wire != newWires.end(); ++wire)
            wires[wire.key()] = wire.value();
        for (const QJsonValue &name : statistics.value(u"removed"_s).toArray())
            removed += name.toString();
    };
    connect(topic.get(), &ControlSubscription::begun, this, take);
    connect(topic.get(), &ControlSubscription::received, this, take);
    QTRY_COMPARE(nodes.size(), 5);
    for (int i = 0; i < 6; ++i)
        call(u"events.send"_s, {{u"event"_s, goEvent(i < 5 ? u"web"_s : u"x"_s)}}).value();
    const auto of = [&](const QString &node, const QString &field) {
        return nodes.value(node).toObject().value(field).toInt();
    };
    QTRY_COMPARE(of(u"tell"_s, u"in"_s), 5);
    QTRY_COMPARE(of(u"tell"_s, u"running"_s), 4); // its concurrency
    QTRY_COMPARE(of(u"tell"_s, u"queued"_s), 1);
    QTRY_COMPARE(of(u"say"_s, u"matched"_s), 1);
    QTRY_COMPARE(of(u"only"_s, u"in"_s), 6);
    QTRY_COMPARE(of(u"go"_s, u"matched"_s), 6);
    const auto count = [&](const QString &wire) {
        return wires.value(wire).toObject().value(u"count"_s).toInt();
    };
    QTRY_COMPARE(count(u"only.out -> tell"_s), 5);
    QTRY_COMPARE(count(u"only.else -> say"_s), 1);
    QVERIFY(nodes.value(u"say"_s).toObject().contains(u"p99Ms"_s));
    call(u"pipelines.stop"_s, {{u"pipeline"_s, u"hi"_s}}).value();
    QTRY_COMPARE(removed, QStringList{u"hi"_s});
}

void TestControlTopics::sendsEventsByPatternAndRate_data()
{
    QTest::addColumn<QJsonObject>("wish");
    QTest::addColumn<int>("seen");
    QTest::addColumn<int>("whole");
    const QJsonObject pattern{{u"type"_s, QJsonArray{u"test/a"_s}}};
    QTest::newRow("all") << QJsonObject{} << 60 << 60;
    QTest::newRow("a pattern") << QJsonObject{{u"pattern"_s, pattern}} << 30 << 30;
    QTest::newRow("a host") << QJsonObject{{u"hosts"_s, u"web*"_s}} << 20 << 20;
    QTest::newRow("another host") << QJsonObject{{u"hosts"_s, u"edge"_s}} << 0 << 0;
    QTest::newRow("count only") << QJsonObject{{u"rate"_s, 0}} << 60 << 0;
}

void TestControlTopics::sendsEventsByPatternAndRate()
{
    QFETCH(QJsonObject, wish);
    QFETCH(int, seen);
    QFETCH(int, whole);
    // What is counted begins with the subscription: the host's own event must not be late.
    QTRY_VERIFY(call(u"status"_s)
                    ->value(u"hosts"_s)
                    .toObject()
                    .value(u"local"_s)
                    .toObject()
                    .value(u"delivered"_s)
                    .toInt() > 0);
    QTRY_VERIFY(m_engine->scheduler().isIdle());
    const std::unique_ptr<ControlSubscription> topic(m_client->subscribe(u"events"_s, wish));
    QSignalSpy begun(topic.get(), &ControlSubscription::begun);
    QTRY_COMPARE(begun.size(), 1);
    int countedSeen = 0;
    int countedWhole = 0;
    int countedSkipped = 0;
    connect(topic.get(), &ControlSubscription::received, this, [&](const QJsonObject &params) {
        countedSeen += params.value(u"seen"_s).toInt();
        countedSkipped += params.value(u"skipped"_s).toInt();
        countedWhole += int(params.value(u"events"_s).toArray().size());
    });
    for (int i = 0; i < 60; ++i) {
        QJsonObject event{{u"type"_s, i % 2 ? u"test/a"_s : u"test/b"_s}};
        if (i % 3 == 0)
            event.insert(u"salternhost"_s, u"web-1"_s);
        call(u"events.send"_s, {{u"event"_s, event}}).value();
    }
    QTRY_COMPARE(countedSeen, seen);
    QCOMPARE(countedWhole, whole);
    QCOMPARE(countedSkipped, seen - whole);
}

void TestControlTopics::tellsChangesOfOnePipeline()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    QVERIFY(deploy(u"run"_s, u"other"_s).value(u"deployed"_s).toBool());
    const std::unique_ptr<ControlSubscription> topic(
        m_client->subscribe(u"runs"_s, {{u"pipeline"_s, u"other"_s}}));
    QSignalSpy begun(topic.get(), &ControlSubscription::begun);
    QTRY_COMPARE(begun.size(), 1);
    QStringList told;
    connect(topic.get(), &ControlSubscription::received, this, [&](const QJsonObject &params) {
        for (const QJsonValue &value : params.value(u"changes"_s).toArray()) {
            const QJsonObject change = value.toObject();
            QCOMPARE(change.value(u"pipeline"_s).toString(), u"other"_s);
            told += change.value(u"what"_s).toString() + u' ' + change.value(u"node"_s).toString() +
                    u' ' + change.value(u"state"_s).toString();
        }
    });
    call(u"events.send"_s, {{u"event"_s, goEvent(u"x"_s)}}).value();
    call(u"events.send"_s, {{u"event"_s, goEvent(u"x"_s, u"other"_s)}}).value();
    QTRY_VERIFY(told.contains(u"run  done"_s));
    QCOMPARE(told.constFirst(), u"run  running"_s);
    QVERIFY(told.contains(u"step say done"_s));
    QVERIFY(told.contains(u"step only done"_s));
}

void TestControlTopics::twoClientsAndOneThatVanishes()
{
    ControlClient other(ControlEndpoint::socket(m_folder->filePath(u"control.sock"_s)));
    other.open();
    QTRY_COMPARE(other.state(), ControlClient::State::Connected);
    const std::unique_ptr<ControlSubscription> mine(m_client->subscribe(u"pipelines"_s));
    const std::unique_ptr<ControlSubscription> theirs(other.subscribe(u"pipelines"_s));
    QSignalSpy toMe(mine.get(), &ControlSubscription::received);
    QSignalSpy toThem(theirs.get(), &ControlSubscription::received);
    QTRY_VERIFY(mine->isActive() && theirs->isActive());
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    QTRY_COMPARE(toMe.size(), 1);
    QTRY_COMPARE(toThem.size(), 1);
    // In the middle of questions, and of half a line.
    for (const char *method : {"runs.list", "functions.list", "events.list", "hosts.list"})
        other.call(QString::fromLatin1(method));
    other.close();
    QLocalSocket half;
    half.connectToServer(m_folder->filePath(u"control.sock"_s));
    half.write("{\"jsonrpc\":\"2.0\",\"id\":1,");
    QVERIFY(half.waitForBytesWritten());
    half.abort();
    QVERIFY(deploy(u"observe"_s).value(u"deployed"_s).toBool());
    QTRY_COMPARE(toMe.size(), 2);
    QCOMPARE(toThem.size(), 1);
}

void TestControlTopics::aClientThatNeverReadsSlowsNobody()
{
    constexpr int flood = 10'000;
    QTRY_VERIFY(m_engine->scheduler().isIdle());
    QLocalSocket lazy;
    lazy.setReadBufferSize(4096);
    lazy.connectToServer(m_folder->filePath(u"control.sock"_s));
    lazy.write(
        JsonRpc::requestLine(1, u"subscribe"_s, {{u"topic"_s, u"events"_s}, {u"rate"_s, 2000}}));
    lazy.write(JsonRpc::requestLine(2, u"subscribe"_s, {{u"topic"_s, u"statistics"_s}}));
    QTRY_VERIFY(lazy.bytesAvailable() > 0);
    const QJsonObject data{{u"text"_s, QString(2000, u'x')}};
    for (int i = 0; i < flood; ++i) {
        m_engine->publish(Event::make({.type = u"flood"_s}, data));
        if (i % 1000 == 0)
            QVERIFY(call(u"status"_s));
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_engine->scheduler().isIdle(), 60'000);
    QVERIFY(call(u"status"_s));
    // Once it reads again it is told how much it has missed: nothing is lost without a word.
    lazy.setReadBufferSize(0);
    int seen = 0;
    int whole = 0;
    int skipped = 0;
    const auto readOn = [&] {
        while (lazy.canReadLine()) {
            const QJsonObject params =
                QJsonDocument::fromJson(lazy.readLine()).object().value(u"params"_s).toObject();
            seen += params.value(u"seen"_s).toInt();
            skipped += params.value(u"skipped"_s).toInt();
            whole += int(params.value(u"events"_s).toArray().size());
        }
        return seen >= flood;
    };
    QVERIFY(QTest::qWaitFor(
        [&] {
            call(u"events.send"_s, {{u"event"_s, QJsonObject{{u"type"_s, u"more"_s}}}}).value();
            return readOn();
        },
        30'000));
    QCOMPARE(whole + skipped, seen);
    QVERIFY(skipped > 0);
}

void TestControlTopics::secretsNeverAppear()
{
    QLocalSocket raw;
    raw.connectToServer(m_folder->filePath(u"control.sock"_s));
    for (const char *topic : {"events", "runs", "statistics"})
        raw.write(
            JsonRpc::requestLine(1, u"subscribe"_s, {{u"topic"_s, QString::fromLatin1(topic)}}));
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    call(u"events.send"_s, {{u"event"_s, goEvent(u"nobody"_s)}}).value();
    QVERIFY(waitForRuns(1, u"done"_s));
    const QString run = runs().first().toObject().value(u"run"_s).toString();
    raw.write(JsonRpc::requestLine(2, u"runs.show"_s, {{u"run"_s, run}}));
    raw.write(JsonRpc::requestLine(3, u"events.list"_s, {}));
    QByteArray all;
    QTRY_VERIFY((all += raw.readAll()).contains("\"id\":3"));
    QTRY_VERIFY((all += raw.readAll()).contains("\"method\":\"events\""));
    // It is there, or this would prove nothing.
    QVERIFY(all.contains("leaked"));
    QVERIFY(all.contains("***"));
    QVERIFY(!all.contains("very"));
}

void TestControlTopics::reconnectsAndRenews()
{
    const std::unique_ptr<ControlSubscription> topic(m_client->subscribe(u"statistics"_s));
    QSignalSpy begun(topic.get(), &ControlSubscription::begun);
    QTRY_COMPARE(begun.size(), 1);
    stopEngine();
    QTRY_COMPARE(m_client->state(), ControlClient::State::Reconnecting);
    QCOMPARE(call(u"status"_s).error().kind, ErrorKind::Unreachable);
    startEngine();
    QTRY_COMPARE_WITH_TIMEOUT(m_client->state(), ControlClient::State::Connected, 20'000);
    QTRY_COMPARE(begun.size(), 2);
    QVERIFY(call(u"status"_s));
}

void TestControlTopics::goesOnWhereTheFormerEngineEnded()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    QVERIFY(deploy(u"observe"_s, u"seen"_s).value(u"deployed"_s).toBool());
    QVERIFY(deploy(u"run"_s, u"ended"_s).value(u"deployed"_s).toBool());
    call(u"pipelines.stop"_s, {{u"pipeline"_s, u"ended"_s}}).value();
    call(u"events.send"_s, {{u"event"_s, goEvent(u"web"_s)}}).value();
    QVERIFY(waitForRuns(1, u"running"_s));
    stopEngine();
    startEngine();
    QTRY_COMPARE_WITH_TIMEOUT(m_client->state(), ControlClient::State::Connected, 20'000);
    QStringList now;
    for (const QJsonValue &value : call(u"pipelines.list"_s)->value(u"pipelines"_s).toArray())
        now += value.toObject().value(u"pipeline"_s).toString() + u' ' +
               value.toObject().value(u"mode"_s).toString();
    QCOMPARE(now, (QStringList{u"hi run"_s, u"seen observe"_s}));
    QCOMPARE(call(u"status"_s)->value(u"openRuns"_s).toInt(), 1);
}

void TestControlTopics::playsDemosWithoutDocker()
{
    const auto first = call(u"demos.list"_s)->value(u"demos"_s).toArray().first().toObject();
    QVERIFY(first.value(u"simulated"_s).toBool());
    QStringList told;
    QJsonObject end;
    connect(m_client.get(),
            &ControlClient::notified,
            this,
            [&](const QString &method, const auto &params) {
                QCOMPARE(method, u"demo"_s);
                told += params.value(u"what"_s).toString();
                if (told.constLast() == u"finished"_s)
                    end = params;
            });
    const auto begun =
        call(u"demos.run"_s, {{u"demo"_s, first.value(u"demo"_s)}, {u"simulated"_s, true}});
    QVERIFY(begun);
    QTRY_VERIFY_WITH_TIMEOUT(!end.isEmpty(), 30'000);
    QVERIFY(end.value(u"passed"_s).toBool());
    QVERIFY(end.value(u"simulated"_s).toBool());
    QCOMPARE(end.value(u"demoRun"_s), begun->value(u"demoRun"_s));
    QCOMPARE(told.count(u"act"_s), end.value(u"acts"_s).toArray().size());
    QVERIFY(told.contains(u"event"_s) && told.contains(u"step"_s) && told.contains(u"run"_s));
}

QTEST_GUILESS_MAIN(TestControlTopics)
#include "tst_controltopics.moc"
