#include "engine/control/controlclient.h"
#include "engine/functions/functionlabels.h"
#include "engine/runs/runstore.h"
#include "tests/integration/enginerig.h"
#include "tests/lab/lab.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr int count = 300;

QByteArray document(const QByteArray &mode, const QByteArray &guarantee)
{
    return "saltern: 1\npipeline: p\nguarantee: " + guarantee +
           "\nnodes:\n"
           "  go: { kind: bus.event@1, type: test/go }\n"
           "  f:\n"
           "    kind: function@1\n"
           "    runtime: python\n"
           "    mode: " +
           mode +
           "\n"
           "    code: |\n"
           "      import time\n"
           "      def handle(event):\n"
           "          time.sleep(0.05)\n"
           "          return event['data']\n"
           "    concurrency: 8\n"
           "    timeout: 5m\n"
           "    pool: { min: 1, max: 2, concurrency: 4 }\n"
           "wires: [go -> f]\n";
}

} // namespace

/// `saltern serve` killed with full pools: the next one does what is left, once as the guarantee
/// says, and no container stays behind.
class TestFunctionCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }
    void goesOnAfterKill_data();
    void goesOnAfterKill();

private:
    bool startServe();
    QJsonObject call(const QString &method, const QJsonObject &params = {});
    int done();
    int containers(const QString &engineId);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_serve;
    std::unique_ptr<ControlClient> m_client;
};

bool TestFunctionCrash::startServe()
{
    m_client.reset();
    const QString state = m_folder->filePath(u"state"_s);
    m_serve = std::make_unique<QProcess>();
    m_serve->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_serve->start(u"" SALTERN_PROGRAM ""_s,
                   {u"serve"_s,
                    m_folder->filePath(u"pipelines"_s),
                    u"--state"_s,
                    state,
                    u"--host"_s,
                    u"local="_s + Lab::endpoint()});
    m_client = std::make_unique<ControlClient>(ControlEndpoint::socket(state + u"/control.sock"_s));
    m_client->open();
    return QTest::qWaitFor([this] { return !call(u"status"_s).isEmpty(); }, 60'000);
}

QJsonObject TestFunctionCrash::call(const QString &method, const QJsonObject &params)
{
    std::optional<Result<QJsonValue>> answer;
    connect(m_client->call(method, params), &PendingCall::finished, this, [&](const auto &got) {
        answer = got;
    });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 60'000) || !*answer)
        return {};
    return (*answer)->toObject();
}

// Calls that the pool has had by now.
int TestFunctionCrash::done()
{
    return call(u"functions.list"_s)
        .value(u"pools"_s)
        .toArray()
        .first()
        .toObject()
        .value(u"ok"_s)
        .toInt();
}

int TestFunctionCrash::containers(const QString &engineId)
{
    EngineRig rig(Lab::endpoint());
    const QString filter =
        u"{\"label\":[\"%1=%2\"]}"_s.arg(QString(FunctionLabels::engine), engineId);
    const auto answer = rig.call(
        "GET", u"/containers/json"_s, dockerQuery({{u"all"_s, u"1"_s}, {u"filters"_s, filter}}));
    return answer ? int(answer->array().size()) : -1;
}

void TestFunctionCrash::goesOnAfterKill_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("guarantee");
    QTest::newRow("warm") << QByteArray("warm") << QByteArray("at-least-once");
    QTest::newRow("hot") << QByteArray("hot") << QByteArray("at-least-once");
    QTest::newRow("hot, at most once") << QByteArray("hot") << QByteArray("at-most-once");
}

void TestFunctionCrash::goesOnAfterKill()
{
    QFETCH(QByteArray, mode);
    QFETCH(QByteArray, guarantee);
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkdir(u"pipelines"_s));
    QFile file(m_folder->filePath(u"pipelines/p.saltern.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(document(mode, guarantee));
    file.close();
    QVERIFY(startServe());
    const QString engineId = call(u"status"_s).value(u"engine"_s).toString();
    for (int n = 0; n < count; ++n)
        QVERIFY(!call(u"events.send"_s,
                      {{u"event"_s,
                        QJsonObject{{u"type"_s, u"test/go"_s},
                                    {u"subject"_s, u"s%1"_s.arg(n)},
                                    {u"data"_s, QJsonObject{{u"n"_s, n}}}}}})
                     .isEmpty());
    for (const int enough : {1, 20}) {
        QTRY_VERIFY_WITH_TIMEOUT(done() >= enough, 120'000);
        m_serve->kill();
        QVERIFY(m_serve->waitForFinished());
        QVERIFY(startServe());
    }
    QTRY_COMPARE_WITH_TIMEOUT(call(u"status"_s).value(u"openRuns"_s).toInt(-1), 0, 300'000);
    QTRY_VERIFY_WITH_TIMEOUT(containers(engineId) <= 2,
                             60'000); // those of the dead engines are gone
    m_serve->terminate();
    QVERIFY(m_serve->waitForFinished(60'000));
    QTRY_COMPARE_WITH_TIMEOUT(containers(engineId), 0, 60'000);

    RunStore store;
    QVERIFY(store.open(m_folder->filePath(u"state"_s)));
    const auto runs = store.list({.most = 2 * count});
    QVERIFY(runs);
    QCOMPARE(runs->size(), std::size_t(count));
    int lost = 0;
    for (const RunRecord &run : *runs) {
        lost += run.state == RunState::Lost;
        QVERIFY2(run.state == RunState::Done || run.state == RunState::Lost,
                 qPrintable(runStateName(run.state) + u' ' + run.reason));
    }
    // At each kill no more is unknown than what ran.
    QVERIFY2(lost <= (guarantee == "at-most-once" ? 2 * 8 : 0), qPrintable(QString::number(lost)));
}

QTEST_GUILESS_MAIN(TestFunctionCrash)
#include "tst_functioncrash.moc"
