#include "engine/functions/functionhosts.h"
#include "engine/functions/functionlabels.h"
#include "engine/runs/engine.h"
#include "tests/integration/enginerig.h"
#include "tests/lab/lab.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

QByteArray document(const QByteArray &function, const QByteArray &more = {})
{
    return "saltern: 1\npipeline: p\n" + more +
           "nodes:\n  go: { kind: bus.event@1, type: test/go }\n  f:\n    kind: function@1\n" +
           function + "wires: [go -> f]\n";
}

const QByteArray hotAnswer = "    runtime: python\n"
                             "    mode: hot\n"
                             "    code: |\n"
                             "      async def handle(event):\n"
                             "          return {'n': event['data']['n'] + 1}\n";

} // namespace

/// Functions as the engine has them run, on a real Docker engine: hooks, pools that begin with the
/// pipeline, much to do, and Stop in the middle of it.
class TestFunctionLife : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void hooksAreDoneInEveryMode_data();
    void hooksAreDoneInEveryMode();
    void theSmallestNumberBeginsWithThePipeline();
    void aPoolThatCannotBeginStopsNothing();
    void tenThousandWaitingEvents();
    void stopInTheMiddleOfLoad_data();
    void stopInTheMiddleOfLoad();
    void aGibibyteOfOutput_data();
    void aGibibyteOfOutput();

private:
    bool begin(const QByteArray &document);
    void publish(int count);
    QJsonObject pool() const;
    int containersOf(const QJsonObject &pool) const;
    QStringList containers();

    std::unique_ptr<EngineRig> m_rig;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
    QString m_engineId;
    std::vector<Event> m_events; // that the bus has seen, without those of the hosts
    QHash<StepState, int> m_steps;
    std::vector<StepChange> m_ends;
};

void TestFunctionLife::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<EngineRig>(Lab::endpoint());
}

void TestFunctionLife::cleanup()
{
    if (!m_engine)
        return;
    QSignalSpy stopped(m_engine.get(), &Engine::stopped);
    m_engine->shutDown();
    QTRY_VERIFY_WITH_TIMEOUT(!stopped.isEmpty(), 60'000);
    m_engine.reset(); // kept containers end with the connection to them
    QTRY_COMPARE_WITH_TIMEOUT(containers(), QStringList(), 60'000);
    m_events.clear();
    m_steps.clear();
    m_ends.clear();
}

bool TestFunctionLife::begin(const QByteArray &document)
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_engine = std::make_unique<Engine>(EngineOptions{
        .stateFolder = m_folder->path(),
        .hosts = {{.name = u"lab"_s, .endpoint = DockerEndpoint::parse(Lab::endpoint()).value()}}});
    if (const auto opened = m_engine->open(); !opened) {
        qWarning("%s", qPrintable(opened.error().toString()));
        return false;
    }
    m_engineId = m_engine->engineId();
    Scheduler &scheduler = m_engine->scheduler();
    connect(&scheduler, &Scheduler::eventSeen, this, [this](const EventSeen &seen) {
        if (!seen.event.type().startsWith(u"docker/"_s) &&
            !seen.event.type().startsWith(u"host/"_s))
            m_events.push_back(seen.event);
    });
    connect(&scheduler, &Scheduler::stepChanged, this, [this](const StepChange &change) {
        ++m_steps[change.state];
        if (isFinal(change.state))
            m_ends.push_back(change);
    });
    Bundle bundle;
    bundle.documentName = u"p.saltern.yaml"_s;
    bundle.document = document;
    const auto deployed = m_engine->deploy(bundle);
    if (!deployed)
        qWarning(
            "%s\n%s", qPrintable(deployed.error().toString()), qPrintable(deployed.error().detail));
    return deployed && m_engine->start();
}

void TestFunctionLife::publish(int count)
{
    for (int n = 0; n < count; ++n)
        m_engine->publish(
            Event::make({.type = u"test/go"_s, .subject = u"s%1"_s.arg(n)}, {{u"n"_s, n}}));
}

QJsonObject TestFunctionLife::pool() const
{
    return m_engine->services().functions->pools().first().toObject();
}

// Those that are ready.
int TestFunctionLife::containersOf(const QJsonObject &pool) const
{
    return pool.value(u"containers"_s).toInt() - pool.value(u"starting"_s).toInt();
}

// The ids of this engine's function containers, running or not.
QStringList TestFunctionLife::containers()
{
    const QString filter =
        u"{\"label\":[\"%1=%2\"]}"_s.arg(QString(FunctionLabels::engine), m_engineId);
    const auto answer = m_rig->call(
        "GET", u"/containers/json"_s, dockerQuery({{u"all"_s, u"1"_s}, {u"filters"_s, filter}}));
    if (!answer)
        return {answer.error().message};
    QStringList ids;
    const QJsonArray all = answer->array();
    for (const QJsonValue &container : all)
        ids += container.toObject().value(u"Id"_s).toString();
    return ids;
}

void TestFunctionLife::hooksAreDoneInEveryMode_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::newRow("cold") << QByteArray("cold");
    QTest::newRow("warm") << QByteArray("warm");
    QTest::newRow("hot") << QByteArray("hot");
}

void TestFunctionLife::hooksAreDoneInEveryMode()
{
    QFETCH(QByteArray, mode);
    QVERIFY(begin(
        document("    runtime: python\n"
                 "    mode: " +
                 mode +
                 "\n"
                 "    code: |\n"
                 "      def handle(event):\n"
                 "          return {'sum': event['data']['a'] + 1}\n"
                 "    hooks:\n"
                 "      entry:\n"
                 "        - emit: { type: said/begun }\n"
                 "        - transform: \"({ a: event.data.n * 10 })\"\n"
                 "      exit:\n"
                 "        - transform: \"({ total: event.data.sum, was: ctx.outcome.state })\"\n"
                 "        - emit: { type: said/done, data: { n: \"{{ event.data.n }}\" } }\n")));
    publish(1);
    QTRY_COMPARE_WITH_TIMEOUT(m_ends.size(), std::size_t(1), 120'000);
    QVERIFY2(!m_ends.front().error, qPrintable(m_ends.front().log));
    QHash<QString, QJsonObject> data;
    for (const Event &event : m_events)
        data.insert(event.type(), event.data());
    QCOMPARE(data.value(u"saltern/p/f/ok"_s), (QJsonObject{{u"total"_s, 1}, {u"was"_s, u"ok"_s}}));
    QCOMPARE(data.value(u"said/begun"_s), (QJsonObject{{u"n"_s, 0}}));
    QCOMPARE(data.value(u"said/done"_s).value(u"n"_s).toInt(-1), 0);
    const QJsonObject &detail = m_ends.front().detail;
    QCOMPARE(detail.value(u"hooks"_s).toArray().size(), 4);
    // Which content it was that ran; images of the lab come from no registry, so have no digest.
    QVERIFY(detail.value(u"imageId"_s).toString().startsWith(u"sha256:"_s));
}

void TestFunctionLife::theSmallestNumberBeginsWithThePipeline()
{
    QVERIFY(begin(document(hotAnswer +
                           "    pool: { min: 2, max: 3 }\n"
                           "    env: { HOST: \"{{ host.name }}\", N: \"{{ event.data.n }}\" }\n")));
    QTRY_COMPARE_WITH_TIMEOUT(containersOf(pool()), 2, 120'000);
    QCOMPARE(pool().value(u"ok"_s).toInt(), 0);
    const QStringList first = containers();
    QCOMPARE(first.size(), 2);
    publish(1);
    QTRY_COMPARE_WITH_TIMEOUT(m_ends.size(), std::size_t(1), 60'000);
    QVERIFY2(!m_ends.front().error, qPrintable(m_ends.front().log));
    QVERIFY(first.filter(m_ends.front().detail.value(u"container"_s).toString()).size() == 1);

    // One is taken away: another takes its place without a call.
    QVERIFY(m_rig->remove(first.front()));
    QTRY_VERIFY_WITH_TIMEOUT(containers().size() == 2 && !containers().contains(first.front()),
                             60'000);
    QTRY_COMPARE_WITH_TIMEOUT(containersOf(pool()), 2, 60'000);

    QVERIFY(m_engine->scheduler().stopPipeline(u"p"_s));
    QTRY_COMPARE_WITH_TIMEOUT(containers(), QStringList(), 60'000);
}

void TestFunctionLife::aPoolThatCannotBeginStopsNothing()
{
    QVERIFY(begin("saltern: 1\npipeline: p\nnodes:\n"
                  "  go: { kind: bus.event@1, type: test/go }\n"
                  "  never: { kind: bus.event@1, type: test/never }\n"
                  "  f:\n"
                  "    kind: function@1\n"
                  "    runtime: python\n"
                  "    mode: hot\n"
                  "    code: |\n"
                  "      raise Exception('not today')\n"
                  "      def handle(event): pass\n"
                  "    pool: { min: 1 }\n"
                  "  other: { kind: log@1, message: \"{{ event.data.n }}\" }\n"
                  "wires: [go -> other, never -> f]\n"));
    QTRY_VERIFY_WITH_TIMEOUT(!pool().value(u"trouble"_s).toString().isEmpty(), 120'000);
    publish(1);
    QTRY_COMPARE_WITH_TIMEOUT(m_ends.size(), std::size_t(1), 60'000);
    QCOMPARE(m_ends.front().log, u"0"_s);
}

void TestFunctionLife::tenThousandWaitingEvents()
{
    constexpr int count = 10'000;
    QVERIFY(begin(document(hotAnswer + "    concurrency: 64\n"
                                       "    pool: { max: 2, concurrency: 32 }\n")));
    publish(count);
    QTRY_COMPARE_WITH_TIMEOUT(m_steps.value(StepState::Done), count, 600'000);
    QSet<int> answered;
    for (const Event &event : m_events) {
        if (event.type() == u"saltern/p/f/ok"_s)
            answered.insert(event.data().value(u"n"_s).toInt());
    }
    QCOMPARE(answered.size(), count);
    QVERIFY(pool().value(u"containers"_s).toInt() <= 2);
    QCOMPARE(pool().value(u"waiting"_s).toInt(), 0);
    QCOMPARE(pool().value(u"ok"_s).toInt(), count);
}

void TestFunctionLife::stopInTheMiddleOfLoad_data()
{
    QTest::addColumn<QByteArray>("function");
    QTest::newRow("cold") << QByteArray("    runtime: shell\n"
                                        "    code: trap '' TERM; while :; do sleep 1; done\n");
    QTest::newRow("warm") << QByteArray("    runtime: shell\n"
                                        "    mode: warm\n"
                                        "    pool: { min: 1, max: 2, concurrency: 4 }\n"
                                        "    code: trap '' TERM; while :; do sleep 1; done\n");
    QTest::newRow("hot") << QByteArray("    runtime: python\n"
                                       "    mode: hot\n"
                                       "    pool: { min: 1, max: 2, concurrency: 4 }\n"
                                       "    code: |\n"
                                       "      import signal, time\n"
                                       "      def handle(event):\n"
                                       "          signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
                                       "          time.sleep(600)\n");
}

void TestFunctionLife::stopInTheMiddleOfLoad()
{
    QFETCH(QByteArray, function);
    constexpr int count = 200;
    QVERIFY(begin(document(function + "    concurrency: 16\n    timeout: 10m\n")));
    publish(count);
    QTRY_VERIFY_WITH_TIMEOUT(m_steps.value(StepState::Started) >= 16, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(containers().size() >= 2, 120'000);
    QTest::qWait(500); // so that some of them are in the middle of their work
    QElapsedTimer since;
    since.start();
    QVERIFY(m_engine->scheduler().stopPipeline(u"p"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_steps.value(StepState::Cancelled), count, 60'000);
    qInfo("all steps were over after %lld ms", static_cast<long long>(since.elapsed()));
    QTRY_COMPARE_WITH_TIMEOUT(containers(), QStringList(), 60'000);
    qInfo("all containers were gone after %lld ms", static_cast<long long>(since.elapsed()));
    QCOMPARE(m_engine->scheduler().openRuns(), std::size_t(0));
}

void TestFunctionLife::aGibibyteOfOutput_data()
{
    QTest::addColumn<QByteArray>("function");
    QTest::newRow("warm") << QByteArray(
        "    runtime: shell\n"
        "    mode: warm\n"
        "    code: head -c 1073741824 /dev/zero >&2; echo '{}' >&3\n");
    QTest::newRow("hot") << QByteArray("    runtime: python\n"
                                       "    mode: hot\n"
                                       "    code: |\n"
                                       "      import os\n"
                                       "      def handle(event):\n"
                                       "          for i in range(16384):\n"
                                       "              os.write(1, bytes(65536))\n");
}

// It is read as fast as it comes and thrown away: the log keeps its head and tail.
void TestFunctionLife::aGibibyteOfOutput()
{
    QFETCH(QByteArray, function);
    QVERIFY(begin(document(function + "    timeout: 10m\n")));
    publish(1);
    QTRY_COMPARE_WITH_TIMEOUT(m_ends.size(), std::size_t(1), 600'000);
    QVERIFY2(!m_ends.front().error, qPrintable(m_ends.front().error.value_or(Error{}).toString()));
    QVERIFY(m_ends.front().log.size() >= 256 * 1024);
    QVERIFY(m_ends.front().log.size() < 257 * 1024);
    publish(1); // which the same container answers, too
    QTRY_COMPARE_WITH_TIMEOUT(m_ends.size(), std::size_t(2), 600'000);
    QCOMPARE(m_ends.back().detail.value(u"container"_s),
             m_ends.front().detail.value(u"container"_s));
}

QTEST_GUILESS_MAIN(TestFunctionLife)
#include "tst_functionlife.moc"
