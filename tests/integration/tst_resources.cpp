#include "engine/functions/tararchive.h"
#include "tests/integration/enginerig.h"
#include "tests/lab/lab.h"
#include "tests/nodes/nodefixture.h"

#include <QJsonArray>
#include <QTest>

using namespace Saltern;
using namespace std::chrono_literals;

// network.ensure, volume.ensure and prune on a real Docker engine. Everything that is made here has
// the label saltern-tst, and prune looks at nothing else.
class TestResources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void ensures_data();
    void ensures();
    void refusesWhatIsUsed_data();
    void refusesWhatIsUsed();
    void keepsWhatIsInAVolume();
    void prunes();
    void prunesTheBuildCache();

private:
    StepOutcome run(const QString &kind, const QByteArray &parameters);
    bool exists(const QString &path);

    std::unique_ptr<EngineRig> m_engine;
    DockerEndpoint m_endpoint;
};

namespace {

const QString name = QStringLiteral("saltern-tst-thing");

QJsonObject dataOf(const StepOutcome &outcome)
{
    return outcome.exits.size() == 1 ? outcome.exits.front().data->toObject() : QJsonObject();
}

QString told(const StepOutcome &outcome)
{
    return outcome.error ? outcome.error->toString() : outcome.log;
}

} // namespace

void TestResources::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_endpoint = DockerEndpoint::parse(Lab::endpoint(0)).value();
    m_engine = std::make_unique<EngineRig>(Lab::endpoint(0));
}

void TestResources::cleanup()
{
    m_engine->removeAll();
    m_engine->call("DELETE", QStringLiteral("/networks/") + name);
    m_engine->call("DELETE", QStringLiteral("/volumes/") + name);
}

StepOutcome TestResources::run(const QString &kind, const QByteArray &parameters)
{
    NodeFixture fixture(kind, "{" + parameters + "}");
    fixture.host = QStringLiteral("local");
    fixture.timeout = 60s;
    if (!fixture.hosts.add({fixture.host, m_endpoint, {}}))
        return {};
    return fixture.run(makeEvent("a"));
}

bool TestResources::exists(const QString &path)
{
    return m_engine->call("GET", path).has_value();
}

void TestResources::ensures_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("other"); // a description that differs
    QTest::newRow("a network") << QStringLiteral("network")
                               << QByteArray("'labels':{'saltern-tst':'2'},'internal':false");
    QTest::newRow("a volume") << QStringLiteral("volume")
                              << QByteArray("'labels':{'saltern-tst':'2'}");
}

void TestResources::ensures()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, other);
    const QString ensure = kind + QStringLiteral(".ensure");
    const QString path = QStringLiteral("/%1s/%2").arg(kind, name);
    const QByteArray named = "'name':'" + name.toLatin1() + "',";
    QByteArray described = named + "'labels':{'saltern-tst':'1'}";
    if (kind == QLatin1StringView("network"))
        described += ",'internal':true,'driver':'bridge'";
    const auto action = [&](const QByteArray &parameters) {
        const StepOutcome outcome = run(ensure, parameters);
        return outcome.error ? told(outcome)
                             : dataOf(outcome).value(QLatin1StringView("action")).toString();
    };
    QCOMPARE(action(described + ",'dryRun':true"), QStringLiteral("created"));
    QVERIFY(!exists(path));
    QCOMPARE(action(described), QStringLiteral("created"));
    QVERIFY(exists(path));
    QCOMPARE(action(described), QStringLiteral("none"));

    const StepOutcome refused = run(ensure, named + other);
    QVERIFY(refused.error);
    QCOMPARE(refused.error->kind, ErrorKind::Conflict);
    QVERIFY2(refused.error->remedy.contains(QStringLiteral("recreate: true")),
             qPrintable(told(refused)));
    QVERIFY2(refused.log.contains(QStringLiteral("labels.saltern-tst: 1 \u2192 2")),
             qPrintable(refused.log));
    QCOMPARE(action(named + other + ",'recreate':true,'dryRun':true"), QStringLiteral("recreated"));
    QCOMPARE(action(described), QStringLiteral("none"));
    QCOMPARE(action(named + other + ",'recreate':true"), QStringLiteral("recreated"));
    QCOMPARE(action(named + other), QStringLiteral("none"));

    QCOMPARE(action(named + "'state':'absent','dryRun':true"), QStringLiteral("removed"));
    QVERIFY(exists(path));
    QCOMPARE(action(named + "'state':'absent'"), QStringLiteral("removed"));
    QVERIFY(!exists(path));
    QCOMPARE(action(named + "'state':'absent'"), QStringLiteral("none"));
}

void TestResources::refusesWhatIsUsed_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("host"); // the container's HostConfig
    QTest::newRow("a network") << QStringLiteral("network")
                               << QByteArray("{'NetworkMode':'saltern-tst-thing'}");
    QTest::newRow("a volume") << QStringLiteral("volume")
                              << QByteArray(
                                     "{'NetworkMode':'none','Binds':['saltern-tst-thing:/data']}");
}

void TestResources::refusesWhatIsUsed()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, host);
    const QString ensure = kind + QStringLiteral(".ensure");
    const QByteArray named = "'name':'" + name.toLatin1() + "',";
    QVERIFY(!run(ensure, named + "'labels':{'saltern-tst':'1'}").error);
    // It does not run, but would miss it when it is started.
    const QString box =
        m_engine->create(words("true"), {{QStringLiteral("HostConfig"), json(host)}});
    QVERIFY(!box.isEmpty());
    const StepOutcome outcome = run(ensure, named + "'labels':{'saltern-tst':'2'},'recreate':true");
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Conflict);
    QVERIFY2(outcome.error->message.contains(QStringLiteral("1 container(s) use it")),
             qPrintable(told(outcome)));
    QVERIFY(exists(QStringLiteral("/%1s/%2").arg(kind, name)));
}

void TestResources::keepsWhatIsInAVolume()
{
    const QByteArray named = "'name':'" + name.toLatin1() + "',";
    QVERIFY(!run(QStringLiteral("volume.ensure"), named + "'labels':{'saltern-tst':'1'}").error);
    const QString box = m_engine->run(
        {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("echo precious > /data/file")},
        {{QStringLiteral("HostConfig"),
          json("{'NetworkMode':'none','Binds':['saltern-tst-thing:/data']}")}});
    QVERIFY(m_engine->act(box, QStringLiteral("wait")));
    QVERIFY(m_engine->remove(box));
    const StepOutcome outcome = run(QStringLiteral("volume.ensure"),
                                    named + "'labels':{'saltern-tst':'2'},'recreate':true");
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->message.contains(QStringLiteral("not empty")),
             qPrintable(told(outcome)));
    QVERIFY(exists(QStringLiteral("/volumes/") + name));
}

void TestResources::prunes()
{
    const QJsonObject label{{QStringLiteral("saltern-tst"), QStringLiteral("prune")}};
    const auto labelled = [&](QJsonObject more) {
        QJsonObject labels = label;
        for (auto it = more.begin(); it != more.end(); ++it)
            labels.insert(it.key(), it.value());
        return QJsonObject{{QStringLiteral("Labels"), labels}};
    };
    const QString gone = m_engine->run(words("true"), labelled({}));
    QVERIFY(m_engine->act(gone, QStringLiteral("wait")));
    const QString running = m_engine->run(words("sleep 300"), labelled({}));
    const QString function = m_engine->create(
        words("true"), labelled({{QStringLiteral("saltern.role"), QStringLiteral("function")}}));
    const QString kept =
        m_engine->create(words("true"), labelled({{QStringLiteral("keep"), QString()}}));
    QVERIFY(m_engine->call("POST",
                           QStringLiteral("/networks/create"),
                           {},
                           {{QStringLiteral("Name"), name}, {QStringLiteral("Labels"), label}}));
    QVERIFY(m_engine->call("POST",
                           QStringLiteral("/volumes/create"),
                           {},
                           {{QStringLiteral("Name"), name}, {QStringLiteral("Labels"), label}}));
    const auto image = m_engine->call("POST",
                                      QStringLiteral("/commit"),
                                      dockerQuery({{QStringLiteral("container"), gone}}),
                                      {{QStringLiteral("Labels"), label}});
    QVERIFY(image);
    const QString imagePath = QStringLiteral("/images/%1/json")
                                  .arg(image->object().value(QLatin1StringView("Id")).toString());
    const QByteArray rules =
        "'olderThan':'0s','labels':['saltern-tst=prune'],'keepLabels':['keep']";
    const QJsonObject counts = json("{'containers':1,'images':1,'networks':1,'build-cache':0}");

    const StepOutcome dry = run(QStringLiteral("prune"), rules + ",'dryRun':true");
    QCOMPARE(dataOf(dry).value(QLatin1StringView("counts")).toObject(), counts);
    QVERIFY(exists(QStringLiteral("/containers/%1/json").arg(gone)) && exists(imagePath));

    const StepOutcome real = run(QStringLiteral("prune"), rules);
    QVERIFY2(!real.error, qPrintable(told(real)));
    QCOMPARE(dataOf(real).value(QLatin1StringView("counts")).toObject(), counts);
    QCOMPARE(dataOf(real).value(QLatin1StringView("removed")),
             dataOf(dry).value(QLatin1StringView("removed")));
    QVERIFY(!exists(QStringLiteral("/containers/%1/json").arg(gone)) && !exists(imagePath));
    QVERIFY(!exists(QStringLiteral("/networks/") + name));
    QVERIFY(exists(QStringLiteral("/volumes/") + name)); // nobody asked for volumes
    for (const QString &id : {running, function, kept})
        QVERIFY(exists(QStringLiteral("/containers/%1/json").arg(id)));

    QVERIFY(!run(QStringLiteral("prune"), rules + ",'what':'volumes'").error);
    QVERIFY(!exists(QStringLiteral("/volumes/") + name));
}

void TestResources::prunesTheBuildCache()
{
    TarArchive context;
    context.addFile("Dockerfile", 0644, "FROM busybox:1.36\nRUN echo hello > /x\n");
    const auto build = m_engine->client().request(
        "POST",
        QStringLiteral("/build"),
        dockerQuery(
            {{QStringLiteral("version"), QStringLiteral("2")}, // BuildKit, which has a cache
             {QStringLiteral("networkmode"), QStringLiteral("none")},
             {QStringLiteral("t"), QStringLiteral("saltern-tst-built:1")}}));
    build->setBody(context.bytes(), "application/x-tar");
    build->setTimeout(2min);
    const auto built = finishRequest(*build);
    QVERIFY2(built, built ? "" : qPrintable(built.error().toString()));
    QVERIFY2(m_engine->call("DELETE", QStringLiteral("/images/saltern-tst-built:1")),
             built->body.right(2000).constData());
    const auto entries = [&] {
        const auto usage = m_engine->call("GET", QStringLiteral("/system/df"));
        return usage ? usage->object().value(QLatin1StringView("BuildCache")).toArray().size() : -1;
    };
    QVERIFY(entries() > 0);
    const auto pruned = [&](const QByteArray &rules) {
        const StepOutcome outcome = run(QStringLiteral("prune"), "'what':'build-cache'," + rules);
        return dataOf(outcome)[QLatin1StringView("counts")][QLatin1StringView("build-cache")];
    };
    QCOMPARE(pruned("'olderThan':'1h'"), QJsonValue(0)); // it is from just now
    QCOMPARE(pruned("'olderThan':'0s','dryRun':true"), QJsonValue(1));
    QVERIFY(entries() > 0);
    QCOMPARE(pruned("'olderThan':'0s'"), QJsonValue(1));
    QCOMPARE(entries(), 0);
    QCOMPARE(pruned("'olderThan':'0s'"), QJsonValue(0));
}

QTEST_GUILESS_MAIN(TestResources)
#include "tst_resources.moc"
