#include "engine/runs/engine.h"
#include "tests/integration/enginerig.h"
#include "tests/lab/lab.h"

#include <QJsonArray>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// Several real Docker engines as the hosts of one: steps on all of them, and `saltern cmd`.
class TestHosts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase() { m_third.reset(); }
    void worksOnEveryHost();
    void stopsAtTheFirstFailure();
    void aDeadHostIsOneEntry();
    void commands_data();
    void commands();

private:
    QString startedAt(int host);
    QJsonObject rollOut(const QByteArray &settings, bool failsOnSecond);
    QStringList hostOptions() const;

    std::unique_ptr<Lab::PrivateEngine> m_third;
    QStringList m_endpoints;
    QString m_name;
    std::vector<std::unique_ptr<EngineRig>> m_rigs;
};

void TestHosts::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_third = std::make_unique<Lab::PrivateEngine>(u"hosts-third"_s);
    QVERIFY(m_third->start());
    m_endpoints = {Lab::endpoint(0), Lab::endpoint(1), m_third->endpoint()};
}

void TestHosts::init()
{
    m_name = u"saltern-hosts-%1"_s.arg(QCoreApplication::applicationPid());
    for (const QString &endpoint : std::as_const(m_endpoints)) {
        m_rigs.push_back(std::make_unique<EngineRig>(endpoint));
        const auto made = m_rigs.back()->call(
            "POST",
            u"/containers/create"_s,
            dockerQuery({{u"name"_s, m_name}}),
            {{u"Image"_s, u"busybox:1.36"_s},
             {u"Cmd"_s, QJsonArray{u"sh"_s, u"-c"_s, u"trap exit TERM; sleep 600 & wait"_s}}});
        QVERIFY2(made, qPrintable(made ? QString() : made.error().toString()));
        QVERIFY(m_rigs.back()->act(m_name, u"start"_s));
    }
}

void TestHosts::cleanup()
{
    for (const auto &rig : m_rigs)
        rig->remove(m_name);
    m_rigs.clear();
}

QString TestHosts::startedAt(int host)
{
    const auto answer =
        m_rigs.at(std::size_t(host))->call("GET", u"/containers/%1/json"_s.arg(m_name));
    return answer ? answer->object().value(u"State"_s).toObject().value(u"StartedAt"_s).toString()
                  : answer.error().message;
}

QJsonObject TestHosts::rollOut(const QByteArray &settings, bool failsOnSecond)
{
    QTemporaryDir state;
    EngineOptions options{.stateFolder = state.path()};
    for (int i = 0; i < 3; ++i)
        options.hosts.push_back(
            {.name = u"lab-%1"_s.arg(i + 1),
             .endpoint = DockerEndpoint::parse(m_endpoints.at(i)).value(),
             .labels = {{u"role"_s, u"web"_s},
                        {u"target"_s, failsOnSecond && i == 1 ? u"none"_s : m_name}}});
    Engine engine(options);
    QJsonObject result;
    if (!engine.open())
        return result;
    connect(&engine.scheduler(), &Scheduler::eventSeen, this, [&](const EventSeen &seen) {
        if (seen.event.type().startsWith(u"saltern/p/roll/"_s)) {
            result = seen.event.data();
            result.insert(u"type"_s, seen.event.type());
        }
    });
    Bundle bundle;
    bundle.documentName = u"p.saltern.yaml"_s;
    bundle.document = "saltern: 1\npipeline: p\nnodes:\n"
                      "  go: { kind: manual@1 }\n"
                      "  roll:\n"
                      "    kind: container.action@1\n"
                      "    action: restart\n"
                      "    container: \"{{ host.labels.target }}\"\n"
                      "    place: all G@role:web\n" +
                      settings + "wires: [go -> roll]\n";
    if (const auto deployed = engine.deploy(bundle); !deployed)
        qWarning("%s", qPrintable(deployed.error().toString() + deployed.error().detail));
    if (!engine.start())
        return result;
    engine.publish(Event::make({.type = u"manual/p/go"_s, .timeNs = 1}, {}));
    [&] { QTRY_VERIFY_WITH_TIMEOUT(!result.isEmpty(), 60'000); }();
    QSignalSpy stopped(&engine, &Engine::stopped);
    engine.shutDown();
    if (stopped.isEmpty())
        stopped.wait(60'000);
    return result;
}

void TestHosts::worksOnEveryHost()
{
    const QStringList before{startedAt(0), startedAt(1), startedAt(2)};
    const QJsonObject result = rollOut({}, false);
    QCOMPARE(result.value(u"type"_s).toString(), u"saltern/p/roll/ok"_s);
    const QJsonArray hosts = result.value(u"hosts"_s).toArray();
    QCOMPARE(hosts.size(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(hosts.at(i).toObject().value(u"host"_s).toString(), u"lab-%1"_s.arg(i + 1));
        QVERIFY(hosts.at(i).toObject().value(u"ok"_s).toBool());
        QVERIFY(startedAt(i) != before.at(i));
    }
}

void TestHosts::stopsAtTheFirstFailure()
{
    const QString first = startedAt(0);
    const QString third = startedAt(2);
    const QJsonObject result = rollOut("    batch: 1\n    stopOnFailure: true\n", true);
    QCOMPARE(result.value(u"type"_s).toString(), u"saltern/p/roll/error"_s);
    const QJsonArray hosts = result.value(u"hosts"_s).toArray();
    QCOMPARE(hosts.size(), 3);
    QVERIFY(hosts.at(0).toObject().value(u"ok"_s).toBool());
    QCOMPARE(hosts.at(1).toObject().value(u"error"_s).toObject().value(u"kind"_s).toString(),
             u"not-found"_s);
    QVERIFY(hosts.at(2).toObject().value(u"skipped"_s).toBool());
    QVERIFY(startedAt(0) != first);
    QCOMPARE(startedAt(2), third);
}

void TestHosts::aDeadHostIsOneEntry()
{
    QVERIFY(m_third->kill());
    const QJsonObject result = rollOut({}, false);
    QVERIFY(m_third->start());
    QCOMPARE(result.value(u"type"_s).toString(), u"saltern/p/roll/error"_s);
    const QJsonArray hosts = result.value(u"hosts"_s).toArray();
    QVERIFY(hosts.at(0).toObject().value(u"ok"_s).toBool());
    QVERIFY(hosts.at(1).toObject().value(u"ok"_s).toBool());
    QCOMPARE(hosts.at(2).toObject().value(u"error"_s).toObject().value(u"kind"_s).toString(),
             u"unreachable"_s);
}

QStringList TestHosts::hostOptions() const
{
    QStringList options;
    for (int i = 0; i < 3; ++i)
        options << u"--host"_s << u"lab-%1=%2"_s.arg(i + 1).arg(m_endpoints.at(i));
    return options;
}

void TestHosts::commands_data()
{
    QTest::addColumn<QStringList>("arguments"); // NAME stands for the container
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *arguments, int exitCode, const char *says) {
        QTest::newRow(arguments) << words(arguments) << exitCode << QString::fromLatin1(says);
    };
    row("* ps", 0, "NAME");
    row("* images", 0, "busybox:1.36");
    row("* version", 0, "\"ApiVersion\"");
    row("lab-[12] inspect NAME", 0, "\"running\"");
    row("not_lab-3 restart NAME --batch 1", 0, "done");
    row("lab-1,lab-3 exec NAME -- echo $HOME {{x}}", 0, "    $HOME {{x}}");
    row("* exec NAME -- false", 1, "failed");
    row("* restart nothing --stop-on-failure --batch 1", 1, "not begun");
    row("* ps --json", 0, "\"containers\"");
    row("lab-4 ps", 2, "There is no host \"lab-4\". Did you mean \"lab-1\"?");
    row("* pss", 2, "Did you mean \"ps\"?");
    row("* restart", 2, "restart CONTAINER");
    row("* ps extra", 2, "other arguments");
    row("* exec NAME", 2, "exec CONTAINER --");
    row("lab-1,web) ps", 2, "closes nothing");
}

void TestHosts::commands()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QString, says);
    arguments.first().replace(u'_', u' ');
    // Before "--", behind which everything belongs to the command.
    const qsizetype dashes = arguments.indexOf(u"--"_s);
    const QStringList behind = dashes < 0 ? QStringList() : arguments.mid(dashes);
    QProcess saltern;
    saltern.setProcessChannelMode(QProcess::MergedChannels);
    QStringList all = QStringList{u"cmd"_s} + arguments.mid(0, dashes) + hostOptions() + behind;
    all.replaceInStrings(u"NAME"_s, m_name);
    saltern.start(u"" SALTERN_PROGRAM ""_s, all);
    QVERIFY(saltern.waitForFinished(60'000));
    const QString output = QString::fromUtf8(saltern.readAll());
    QVERIFY2(output.contains(says.replace(u"NAME"_s, m_name)), qPrintable(output));
    QCOMPARE(saltern.exitCode(), exitCode);
}

QTEST_GUILESS_MAIN(TestHosts)
#include "tst_hosts.moc"
