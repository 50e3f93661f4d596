#include "tests/integration/enginerig.h"
#include "tests/lab/lab.h"
#include "tests/nodes/nodefixture.h"
#include "tests/support/patience.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Saltern;
using namespace std::chrono_literals;

// container.ensure on a real Docker engine.
class TestEnsure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void cleanupTestCase();
    void makesAndLeavesAlone();
    void changesLimitsInPlace();
    void rollsAnImageOut();
    void goesBack_data();
    void goesBack();
    void states_data();
    void states();
    void dryRunsTouchNothing();
    void observedItLooks();
    void cancellingGoesBack();
    void cutShortAttemptsArePutRight_data();
    void cutShortAttemptsArePutRight();
    void eventsAreOurOwn();
    void secretsAreNotShown();

private:
    StepOutcome ensure(const QByteArray &parameters);
    QString image(const QString &tag, const QStringList &command, const QStringList &env = {});
    QJsonObject container(const QString &name = QStringLiteral("saltern-tst-web"));

    std::unique_ptr<EngineRig> m_engine;
    DockerEndpoint m_endpoint;
    QStringList m_images;
};

namespace {

const QString web = QStringLiteral("saltern-tst-web");
// `sleep` as the first process does not listen to SIGTERM.
const QByteArray common = "'name':'saltern-tst-web','stopTimeout':'0s','settle':'500ms',"
                          "'networks':['none']";

QJsonObject dataOf(const StepOutcome &outcome)
{
    if (outcome.exits.size() != 1 || !outcome.exits.front().data) {
        QTest::qFail(
            qPrintable(outcome.error ? outcome.error->toString() : QStringLiteral("no exit")),
            __FILE__,
            __LINE__);
        return {};
    }
    return outcome.exits.front().data->toObject();
}

QString actionOf(const StepOutcome &outcome)
{
    return dataOf(outcome).value(QLatin1StringView("action")).toString();
}

QString idOf(const QJsonObject &container)
{
    return container.value(QLatin1StringView("Id")).toString();
}

QString statusOf(const QJsonObject &container)
{
    return container.value(QLatin1StringView("State"))
        .toObject()
        .value(QLatin1StringView("Status"))
        .toString();
}

} // namespace

void TestEnsure::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_endpoint = DockerEndpoint::parse(Lab::endpoint(0)).value();
    m_engine = std::make_unique<EngineRig>(Lab::endpoint(0));
    image(QStringLiteral("1"), words("sleep 300"), {QStringLiteral("VERSION=1")});
    image(QStringLiteral("2"), words("sleep 301"), {QStringLiteral("VERSION=2")});
    image(QStringLiteral("broken"),
          {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("echo no luck; exit 3")});
    QCOMPARE(m_images.size(), 3);
}

void TestEnsure::cleanup()
{
    for (const char *suffix : {"", ".saltern-new", ".saltern-old"})
        m_engine->remove(web + QString::fromLatin1(suffix));
}

void TestEnsure::cleanupTestCase()
{
    for (const QString &name : std::as_const(m_images))
        m_engine->call("DELETE", QStringLiteral("/images/") + name);
}

QString TestEnsure::image(const QString &tag, const QStringList &command, const QStringList &env)
{
    const QString box = m_engine->create({QStringLiteral("true")});
    const auto made = m_engine->call("POST",
                                     QStringLiteral("/commit"),
                                     dockerQuery({{QStringLiteral("container"), box},
                                                  {QStringLiteral("repo"), web},
                                                  {QStringLiteral("tag"), tag}}),
                                     {{QStringLiteral("Cmd"), QJsonArray::fromStringList(command)},
                                      {QStringLiteral("Env"), QJsonArray::fromStringList(env)}});
    m_engine->remove(box);
    if (made)
        m_images += web + u':' + tag;
    return made ? made->object().value(QLatin1StringView("Id")).toString() : QString();
}

QJsonObject TestEnsure::container(const QString &name)
{
    const auto found = m_engine->call("GET", QStringLiteral("/containers/%1/json").arg(name));
    return found ? found->object() : QJsonObject();
}

StepOutcome TestEnsure::ensure(const QByteArray &parameters)
{
    NodeFixture fixture(QStringLiteral("container.ensure"), "{" + common + "," + parameters + "}");
    fixture.host = QStringLiteral("local");
    fixture.timeout = 60s;
    if (!fixture.hosts.add({fixture.host, m_endpoint, {}}))
        return {};
    return fixture.run(makeEvent("a"));
}

void TestEnsure::makesAndLeavesAlone()
{
    const QByteArray described =
        "'image':'saltern-tst-web:1','env':{'MODE':'fast'},'labels':{'app':'shop'},"
        "'volumes':['/tmp:/host:ro'],'restart':'unless-stopped','memory':'64MiB','cpus':0.5,"
        "'pids':50,'user':'65534','workdir':'/tmp','hostname':'shop','command':['sleep','400']";
    const StepOutcome first = ensure(described);
    QCOMPARE(actionOf(first), QStringLiteral("created"));
    QCOMPARE(first.exits.front().port, QStringLiteral("changed"));
    const QJsonObject made = container();
    QCOMPARE(statusOf(made), QStringLiteral("running"));
    QCOMPARE(dataOf(first)[QLatin1StringView("container")][QLatin1StringView("id")].toString(),
             idOf(made));

    const StepOutcome second = ensure(described);
    QVERIFY2(actionOf(second) == QLatin1StringView("none"), qPrintable(second.log));
    QCOMPARE(second.exits.front().port, QStringLiteral("unchanged"));
    QCOMPARE(idOf(container()), idOf(made));
}

void TestEnsure::changesLimitsInPlace()
{
    const QByteArray image = "'image':'saltern-tst-web:1',";
    ensure(image + "'memory':'64MiB','cpus':0.5,'restart':'no'");
    const QString id = idOf(container());
    const QByteArray more = image + "'memory':'256MiB','cpus':0.25,'pids':77,'restart':'always'";
    const StepOutcome outcome = ensure(more);
    QVERIFY2(actionOf(outcome) == QLatin1StringView("updated"), qPrintable(outcome.log));
    QCOMPARE(outcome.exits.front().port, QStringLiteral("changed"));
    QCOMPARE(outcome.detail[QLatin1StringView("differences")].toArray().size(), 4);
    const QJsonObject now = container();
    QCOMPARE(idOf(now), id);
    QCOMPARE(statusOf(now), QStringLiteral("running"));
    const QJsonObject host = now.value(QLatin1StringView("HostConfig")).toObject();
    QCOMPARE(host.value(QLatin1StringView("Memory")).toInteger(), qint64{256} << 20);
    QCOMPARE(host.value(QLatin1StringView("NanoCpus")).toInteger(), qint64{250'000'000});
    QCOMPARE(host.value(QLatin1StringView("PidsLimit")).toInteger(), qint64{77});
    QCOMPARE(actionOf(ensure(more)), QStringLiteral("none"));
    // With anything else it is made anew.
    QCOMPARE(actionOf(ensure(more + ",'hostname':'shop'")), QStringLiteral("recreated"));
    QVERIFY(idOf(container()) != id);
}

void TestEnsure::rollsAnImageOut()
{
    ensure("'image':'saltern-tst-web:1','env':{'MODE':'fast'},'labels':{'app':'shop'},'hostname':'"
           "shop'");
    const QString former = idOf(container());
    const StepOutcome outcome = ensure("'image':'saltern-tst-web:2'");
    QCOMPARE(actionOf(outcome), QStringLiteral("recreated"));
    QCOMPARE(outcome.log.section(u'\n', 0, 0),
             QStringLiteral("image: saltern-tst-web:1 \u2192 saltern-tst-web:2"));
    QCOMPARE(outcome.detail[QLatin1StringView("differences")].toArray().size(), 1);
    const QJsonObject now = container();
    QCOMPARE(statusOf(now), QStringLiteral("running"));
    QVERIFY(idOf(now) != former);
    QVERIFY(container(former).isEmpty());
    const QJsonObject config = now.value(QLatin1StringView("Config")).toObject();
    QCOMPARE(config.value(QLatin1StringView("Hostname")).toString(), QStringLiteral("shop"));
    QCOMPARE(config.value(QLatin1StringView("Cmd")).toArray(),
             QJsonArray({QStringLiteral("sleep"), QStringLiteral("301")}));
    const QJsonArray env = config.value(QLatin1StringView("Env")).toArray();
    QVERIFY(env.contains(QStringLiteral("MODE=fast")) && env.contains(QStringLiteral("VERSION=2")));
    QCOMPARE(actionOf(ensure("'image':'saltern-tst-web:2'")), QStringLiteral("none"));
}

void TestEnsure::goesBack_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QString>("words");
    QTest::newRow("the new one ends")
        << QByteArray("'image':'saltern-tst-web:broken'") << QStringLiteral("exit code 3");
    QTest::newRow("and is restarted all the time")
        << QByteArray("'image':'saltern-tst-web:broken','restart':'always','settle':'20s'")
        << QStringLiteral("did not keep running");
    QTest::newRow("the command does not exist")
        << QByteArray("'image':'saltern-tst-web:2','command':['no-such-program']")
        << QStringLiteral("no-such-program");
    QTest::newRow("it cannot be made")
        << QByteArray("'image':'saltern-tst-web:2','user':'no-such-user'")
        << QStringLiteral("no-such-user");
    QTest::newRow("there is no such image")
        << QByteArray("'image':'saltern-tst-web:none','pull':'never'")
        << QStringLiteral("not on the host");
}

void TestEnsure::goesBack()
{
    QFETCH(QByteArray, parameters);
    QFETCH(QString, words);
    ensure("'image':'saltern-tst-web:1'");
    const QString former = idOf(container());
    const StepOutcome outcome = ensure(parameters);
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->toString().contains(words), qPrintable(outcome.error->toString()));
    if (parameters.contains("broken"))
        QVERIFY2(outcome.log.contains(QStringLiteral("no luck")), qPrintable(outcome.log));
    QCOMPARE(idOf(container()), former);
    QCOMPARE(statusOf(container()), QStringLiteral("running"));
    QVERIFY(container(web + QStringLiteral(".saltern-old")).isEmpty());
    QVERIFY(container(web + QStringLiteral(".saltern-new")).isEmpty());
}

void TestEnsure::states_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("after");
    const auto row =
        [](const char *before, const char *state, const char *action, const char *after) {
            QTest::addRow("%s, %s wanted", before, state)
                << QString::fromLatin1(before) << QString::fromLatin1(state)
                << QString::fromLatin1(action) << QString::fromLatin1(after);
        };
    row("running", "stopped", "stopped", "exited");
    row("exited", "stopped", "none", "exited");
    row("exited", "running", "started", "running");
    row("paused", "running", "unpaused", "running");
    row("paused", "stopped", "stopped", "exited");
    row("exited", "present", "none", "exited");
    row("running", "absent", "removed", "");
    row("paused", "absent", "removed", "");
    row("missing", "absent", "none", "");
    row("missing", "present", "created", "created");
    row("missing", "stopped", "created", "created");
}

void TestEnsure::states()
{
    QFETCH(QString, before);
    QFETCH(QString, state);
    if (before != QLatin1StringView("missing"))
        ensure("'image':'saltern-tst-web:1'");
    if (before == QLatin1StringView("exited"))
        QVERIFY(m_engine->act(web, QStringLiteral("kill")));
    if (before == QLatin1StringView("paused"))
        QVERIFY(m_engine->act(web, QStringLiteral("pause")));
    if (before != QLatin1StringView("missing"))
        QTRY_COMPARE(statusOf(container()), before);
    QByteArray parameters = "'state':'" + state.toLatin1() + "'";
    if (state != QLatin1StringView("absent"))
        parameters += ",'image':'saltern-tst-web:1'";
    QTEST(actionOf(ensure(parameters)), "action");
    QTEST(statusOf(container()), "after");
}

void TestEnsure::dryRunsTouchNothing()
{
    const StepOutcome absent = ensure("'image':'localhost:1/web:7','dryRun':true");
    QCOMPARE(actionOf(absent), QStringLiteral("created"));
    QVERIFY(absent.log.contains(QStringLiteral("would be pulled")));
    QVERIFY(container().isEmpty());

    ensure("'image':'saltern-tst-web:1'");
    const QString id = idOf(container());
    const StepOutcome other = ensure("'image':'saltern-tst-web:2','dryRun':true");
    QCOMPARE(other.exits.front().port, QStringLiteral("changed"));
    QVERIFY(dataOf(other).value(QLatin1StringView("dryRun")).toBool());
    QVERIFY(other.log.contains(QStringLiteral("nothing was touched")));
    QCOMPARE(idOf(container()), id);
    QCOMPARE(statusOf(container()), QStringLiteral("running"));
    QCOMPARE(actionOf(ensure("'state':'absent','dryRun':true")), QStringLiteral("removed"));
    QCOMPARE(idOf(container()), id);
}

void TestEnsure::observedItLooks()
{
    ensure("'image':'saltern-tst-web:1'");
    const QString id = idOf(container());
    NodeFixture fixture(QStringLiteral("container.ensure"),
                        "{" + common + ",'image':'saltern-tst-web:2'}");
    QVERIFY(fixture.hosts.add({QStringLiteral("local"), m_endpoint, {}}));
    const NodeSetup setup = fixture.setup();
    const auto node = findBehaviour(QStringLiteral("container.ensure"), 1)->simulated(setup);
    QVERIFY(node);
    const auto step =
        (*node)->begin(StepInput{.parameters = setup.parameters, .host = QStringLiteral("local")});
    const StepOutcome outcome = finish(*step);
    QVERIFY2(
        outcome.log.startsWith(QStringLiteral("image: saltern-tst-web:1 \u2192 saltern-tst-web:2")),
        qPrintable(outcome.log));
    QCOMPARE(idOf(container()), id);
    QCOMPARE(statusOf(container()), QStringLiteral("running"));
}

void TestEnsure::cancellingGoesBack()
{
    ensure("'image':'saltern-tst-web:1'");
    const QString former = idOf(container());
    NodeFixture fixture(QStringLiteral("container.ensure"),
                        "{'name':'saltern-tst-web','image':'saltern-tst-web:2','stopTimeout':'0s',"
                        "'settle':'1h'}");
    fixture.host = QStringLiteral("local");
    fixture.timeout = 10min;
    QVERIFY(fixture.hosts.add({fixture.host, m_endpoint, {}}));
    const auto step = fixture.begin(makeEvent("a"));
    std::vector<StepOutcome> outcomes;
    connect(step.get(), &Step::finished, this, [&](const StepOutcome &outcome) {
        outcomes.push_back(outcome);
    });
    step->start();
    QTRY_VERIFY_WITH_TIMEOUT(idOf(container()) != former &&
                                 statusOf(container()) == QLatin1StringView("running"),
                             60'000);
    step->cancel();
    step->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(outcomes.size(), 1u, 60'000);
    QCOMPARE(outcomes.front().error->kind, ErrorKind::Cancelled);
    QCOMPARE(idOf(container()), former);
    QCOMPARE(statusOf(container()), QStringLiteral("running"));
}

void TestEnsure::cutShortAttemptsArePutRight_data()
{
    QTest::addColumn<QStringList>("renames"); // of the running container, then of a second one
    QTest::addColumn<bool>("secondRuns");
    QTest::newRow("new one not used yet")
        << QStringList{QString(), QStringLiteral(".saltern-new")} << false;
    QTest::newRow("between the names")
        << QStringList{QStringLiteral(".saltern-old"), QStringLiteral(".saltern-new")} << false;
    QTest::newRow("not started yet")
        << QStringList{QStringLiteral(".saltern-old"), QString()} << false;
    QTest::newRow("started") << QStringList{QStringLiteral(".saltern-old"), QString()} << true;
}

void TestEnsure::cutShortAttemptsArePutRight()
{
    QFETCH(QStringList, renames);
    QFETCH(bool, secondRuns);
    const auto called = [&](int number) { return web + renames.at(number); };
    for (int number : {0, 1}) {
        const QJsonObject settings{{QStringLiteral("Image"), QString(web + QStringLiteral(":2"))}};
        const QString id = number == 0 || secondRuns
                               ? m_engine->run(words("sleep 301"), settings)
                               : m_engine->create(words("sleep 301"), settings);
        QVERIFY(m_engine->call("POST",
                               QStringLiteral("/containers/%1/rename").arg(id),
                               dockerQuery({{QStringLiteral("name"), called(number)}})));
    }
    const StepOutcome outcome = ensure("'image':'saltern-tst-web:2'");
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    QVERIFY(outcome.log.contains(QStringLiteral("cut short")));
    QCOMPARE(statusOf(container()), QStringLiteral("running"));
    QVERIFY(container(web + QStringLiteral(".saltern-old")).isEmpty());
    QVERIFY(container(web + QStringLiteral(".saltern-new")).isEmpty());
    m_engine->removeAll();
}

void TestEnsure::eventsAreOurOwn()
{
    ensure("'image':'saltern-tst-web:1'");
    const QString former = idOf(container());
    NodeFixture fixture(QStringLiteral("container.ensure"),
                        "{" + common + ",'image':'saltern-tst-web:2'}");
    fixture.host = QStringLiteral("local");
    fixture.timeout = 60s;
    QVERIFY(fixture.hosts.add({fixture.host, m_endpoint, {}}));
    QVERIFY(!fixture.run(makeEvent("a")).error);
    const auto isOurs = [&](const QString &id, const QString &name) {
        const QByteArray data = "{'container':{'id':'" + id.toLatin1() + "'},'Actor':{'ID':'" +
                                id.toLatin1() + "','Attributes':{'name':'" + name.toLatin1() +
                                "'}}}";
        const Event event =
            makeEvent("docker/container/x", data, {.host = QStringLiteral("local")});
        return !fixture.ownActions.annotate(event).cause().isEmpty();
    };
    QVERIFY(isOurs(former, QStringLiteral("x")));
    QVERIFY(isOurs(idOf(container()), QStringLiteral("x")));
    QVERIFY(isOurs(QStringLiteral("not known yet"), web + QStringLiteral(".saltern-new")));
    QVERIFY(!isOurs(QStringLiteral("another"), QStringLiteral("saltern-tst-other")));
    QVERIFY(!fixture.ownActions.isActing(fixture.host, QStringLiteral("container/") + web));
}

void TestEnsure::secretsAreNotShown()
{
    // The fixture's secrets are all "s3cret".
    const QByteArray described =
        "'image':'saltern-tst-web:1','env':{'TOKEN':'{{ secret.TOKEN }}'},"
        "'command':['sleep','300','{{ secret.TOKEN }}'],'labels':{'t':'{{ secret.TOKEN }}'}";
    ensure("'image':'saltern-tst-web:1'");
    const StepOutcome dry = ensure(described + ",'dryRun':true");
    QCOMPARE(actionOf(dry), QStringLiteral("recreated"));
    const QByteArray told =
        QJsonDocument(dataOf(dry)).toJson() + dry.log.toUtf8() + QJsonDocument(dry.detail).toJson();
    QVERIFY2(!told.contains("s3cret"), told.constData());
    QVERIFY2(told.contains("env.TOKEN") && told.contains("command"), told.constData());
}

QTEST_GUILESS_MAIN(TestEnsure)
#include "tst_ensure.moc"
