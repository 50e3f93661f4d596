#include "engine/docker/dockerclient.h"
#include "tests/lab/lab.h"
#include "tests/nodes/nodefixture.h"

#include <QJsonArray>
#include <QTest>

#include <optional>

using namespace Saltern;
using namespace std::chrono_literals;

// container.action and container.inspect on a real Docker engine.
class TestContainerNodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void actions_data();
    void actions();
    void refusals_data();
    void refusals();
    void namesWorkLikeIds();
    void commands_data();
    void commands();
    void largeOutputIsCut();
    void commandsThatDoNotEnd_data();
    void commandsThatDoNotEnd();
    void ownEventsAreKnown();
    void looksInside();
    void logs_data();
    void logs();
    void unreadableLogIsNoFailure();

private:
    Result<DockerResponse>
    docker(const QByteArray &method, const QString &path, const QJsonObject &body = {});
    QString container(const QStringList &command, QJsonObject settings = {});
    void bring(const QString &id, const QString &state);
    QString stateOf(const QString &id);
    StepOutcome run(const char *kind,
                    const QByteArray &parameters,
                    const QString &id,
                    std::chrono::milliseconds timeout = 60s);

    std::unique_ptr<DockerClient> m_client;
    DockerEndpoint m_endpoint;
    QStringList m_containers;
};

void TestContainerNodes::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_endpoint = DockerEndpoint::parse(Lab::endpoint(0)).value();
    m_client = std::make_unique<DockerClient>(m_endpoint);
}

void TestContainerNodes::cleanup()
{
    for (const QString &id : std::as_const(m_containers))
        docker("DELETE", QStringLiteral("/containers/%1?force=1").arg(id));
    m_containers.clear();
}

Result<DockerResponse>
TestContainerNodes::docker(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    const QString bare = path.section(u'?', 0, 0);
    const auto request = m_client->request(method, bare, QUrlQuery(path.section(u'?', 1)));
    if (!body.isEmpty())
        request->setJson(body);
    std::optional<Result<DockerResponse>> answer;
    connect(request.get(), &DockerRequest::finished, this, [&](const auto &response) {
        answer = response;
    });
    request->start();
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 30'000))
        return fail(ErrorKind::Timeout, QStringLiteral("no answer"));
    return *answer;
}

QString TestContainerNodes::container(const QStringList &command, QJsonObject settings)
{
    settings.insert(QStringLiteral("Image"), QStringLiteral("busybox:1.36"));
    settings.insert(QStringLiteral("Cmd"), QJsonArray::fromStringList(command));
    const auto response = docker("POST", QStringLiteral("/containers/create"), settings);
    if (!response) {
        QTest::qFail(qPrintable(response.error().toString()), __FILE__, __LINE__);
        return {};
    }
    m_containers += response->object().value(QLatin1StringView("Id")).toString();
    return m_containers.last();
}

void TestContainerNodes::bring(const QString &id, const QString &state)
{
    const QString path = QStringLiteral("/containers/%1/").arg(id);
    if (state != QLatin1StringView("created"))
        QVERIFY(docker("POST", path + QStringLiteral("start")));
    if (state == QLatin1StringView("paused"))
        QVERIFY(docker("POST", path + QStringLiteral("pause")));
    if (state == QLatin1StringView("exited"))
        QVERIFY(docker("POST", path + QStringLiteral("stop?t=0")));
}

QString TestContainerNodes::stateOf(const QString &id)
{
    const auto response = docker("GET", QStringLiteral("/containers/%1/json").arg(id));
    if (!response)
        return QStringLiteral("gone");
    return response->object()
        .value(QLatin1StringView("State"))
        .toObject()
        .value(QLatin1StringView("Status"))
        .toString();
}

StepOutcome TestContainerNodes::run(const char *kind,
                                    const QByteArray &parameters,
                                    const QString &id,
                                    std::chrono::milliseconds timeout)
{
    NodeFixture fixture(QString::fromLatin1(kind), parameters);
    fixture.host = QStringLiteral("local");
    fixture.timeout = timeout;
    if (!fixture.hosts.add({fixture.host, m_endpoint, {}}))
        return {};
    return fixture.run(makeEvent("docker/container/die",
                                 "{'container':{'id':'" + id.toUtf8() +
                                     "'},"
                                     "'evil':'x; touch /tmp/evil; $(id) \\\"\\u0027'}"));
}

void TestContainerNodes::actions_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QString>("before");
    QTest::addColumn<bool>("changed");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *name,
                        const char *parameters,
                        const char *before,
                        bool changed,
                        const char *after) {
        QTest::newRow(name) << QByteArray(parameters) << QString::fromLatin1(before) << changed
                            << QString::fromLatin1(after);
    };
    row("start", "{'action':'start'}", "created", true, "running");
    row("start again", "{'action':'start'}", "running", false, "running");
    row("start after its end", "{'action':'start'}", "exited", true, "running");
    row("stop", "{'action':'stop','stopTimeout':'0s'}", "running", true, "exited");
    row("stop again", "{'action':'stop'}", "exited", false, "exited");
    row("restart", "{'action':'restart','stopTimeout':'0s'}", "running", true, "running");
    row("restart what has ended", "{'action':'restart'}", "exited", true, "running");
    row("kill", "{'action':'kill'}", "running", true, "exited");
    row("a signal that ends nothing",
        "{'action':'kill','signal':'SIGCONT'}",
        "running",
        true,
        "running");
    row("pause", "{'action':'pause'}", "running", true, "paused");
    row("pause again", "{'action':'pause'}", "paused", false, "paused");
    row("unpause", "{'action':'unpause'}", "paused", true, "running");
    row("unpause again", "{'action':'unpause'}", "running", false, "running");
    row("remove", "{'action':'remove'}", "exited", true, "gone");
    row("remove what runs", "{'action':'remove','force':true}", "running", true, "gone");
}

void TestContainerNodes::actions()
{
    QFETCH(QByteArray, parameters);
    QFETCH(QString, before);
    QFETCH(bool, changed);
    QFETCH(QString, after);
    const QString id = container({QStringLiteral("sleep"), QStringLiteral("300")});
    bring(id, before);
    const StepOutcome outcome = run("container.action", parameters, id);
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    QCOMPARE(outcome.exits.size(), 1u);
    QCOMPARE(outcome.exits.front().port, QStringLiteral("ok"));
    const QJsonObject data = outcome.exits.front().data->toObject();
    QCOMPARE(data.value(QLatin1StringView("changed")).toBool(), changed);
    const QJsonObject identity = data.value(QLatin1StringView("container")).toObject();
    QCOMPARE(identity.value(QLatin1StringView("id")).toString(), id);
    QCOMPARE(identity.value(QLatin1StringView("image")).toString(), QStringLiteral("busybox:1.36"));
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), after, 60'000); // kill answers before the end
}

void TestContainerNodes::refusals_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QString>("before"); // "missing" = there is no such container
    QTest::addColumn<bool>("ok");
    QTest::addColumn<ErrorKind>("kind");
    const auto row = [](const char *name,
                        const char *parameters,
                        const char *before,
                        ErrorKind kind,
                        bool ok = false) {
        QTest::newRow(name) << QByteArray(parameters) << QString::fromLatin1(before) << ok << kind;
    };
    row("start nothing", "{'action':'start'}", "missing", ErrorKind::NotFound);
    row("exec in nothing", "{'action':'exec','command':['true']}", "missing", ErrorKind::NotFound);
    row("remove what is gone", "{'action':'remove'}", "missing", ErrorKind::NotFound, true);
    row("kill what has ended", "{'action':'kill'}", "exited", ErrorKind::Conflict);
    row("remove what runs", "{'action':'remove','force':false}", "running", ErrorKind::Conflict);
    row("pause what has ended", "{'action':'pause'}", "exited", ErrorKind::Conflict);
    row("exec in what has ended",
        "{'action':'exec','command':['true']}",
        "exited",
        ErrorKind::Conflict);
    row("a signal that does not exist",
        "{'action':'kill','signal':'SIGNONE'}",
        "running",
        ErrorKind::BadInput);
}

void TestContainerNodes::refusals()
{
    QFETCH(QByteArray, parameters);
    QFETCH(QString, before);
    QFETCH(bool, ok);
    QString id = QStringLiteral("saltern-no-such-container");
    if (before != QLatin1StringView("missing")) {
        id = container({QStringLiteral("sleep"), QStringLiteral("300")});
        bring(id, before);
    }
    const StepOutcome outcome = run("container.action", parameters, id);
    QCOMPARE(!outcome.error, ok);
    if (ok) {
        QVERIFY(!outcome.exits.front().data->toObject()[QLatin1StringView("changed")].toBool());
        return;
    }
    QVERIFY(outcome.exits.empty());
    QTEST(outcome.error->kind, "kind");
    QCOMPARE(outcome.mayRetry, outcome.error->kind == ErrorKind::Conflict);
}

void TestContainerNodes::namesWorkLikeIds()
{
    const QString id = container({QStringLiteral("sleep"), QStringLiteral("300")});
    const QString name = QStringLiteral("saltern-tst-containernodes");
    QVERIFY(docker("POST", QStringLiteral("/containers/%1/rename?name=%2").arg(id, name)));
    for (const QByteArray &reference :
         {name.toUtf8(), QByteArray("/" + name.toUtf8()), id.left(12).toUtf8()}) {
        const StepOutcome outcome =
            run("container.action", "{'action':'start','container':'" + reference + "'}", id);
        QVERIFY(!outcome.error);
        const QJsonObject data = outcome.exits.front().data->toObject();
        const QJsonObject identity = data[QLatin1StringView("container")].toObject();
        QCOMPARE(identity[QLatin1StringView("id")].toString(), id);
        QCOMPARE(identity[QLatin1StringView("name")].toString(), name);
    }
}

void TestContainerNodes::commands_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("output");
    QTest::addColumn<bool>("mayRetry");
    const auto row = [](const char *name,
                        const char *settings,
                        int exitCode,
                        const char *output,
                        bool mayRetry = true) {
        QTest::newRow(name) << QByteArray(settings) << exitCode << QString::fromUtf8(output)
                            << mayRetry;
    };
    row("output", "'command':['echo','a','b']", 0, "a b\n");
    row("both outputs", "'command':['sh','-c','echo out; sleep 1; echo err >&2']", 0, "out\nerr\n");
    row("exit code", "'command':['sh','-c','echo no; exit 3']", 3, "no\n");
    row("no shell: text from an event is one argument",
        "'command':['echo','{{ event.data.evil }}']",
        0,
        "x; touch /tmp/evil; $(id) \"'\n");
    row("as a value of a shell",
        "'command':['sh','-c','echo \\\"$1\\\"','sh','{{ event.data.evil }}']",
        0,
        "x; touch /tmp/evil; $(id) \"'\n");
    row("a number as an argument",
        "'command':['echo','{{ event.data.container.id | length }}']",
        0,
        "64\n");
    row("environment",
        "'command':['sh','-c','echo $A'],'env':{'A':'{{ event.type }}'}",
        0,
        "docker/container/die\n");
    row("user", "'command':['id','-u'],'user':'65534'", 0, "65534\n");
    row("working folder", "'command':['pwd'],'workdir':'/tmp'", 0, "/tmp\n");
    row("program does not exist", "'command':['/no/such/program']", 127, nullptr, false);
}

void TestContainerNodes::commands()
{
    QFETCH(QByteArray, settings);
    QFETCH(int, exitCode);
    QFETCH(QString, output);
    const QString id = container({QStringLiteral("sleep"), QStringLiteral("300")});
    bring(id, QStringLiteral("running"));
    const StepOutcome outcome = run("container.action", "{'action':'exec'," + settings + "}", id);
    if (exitCode == 0) {
        QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
        const QJsonObject data = outcome.exits.front().data->toObject();
        QCOMPARE(data[QLatin1StringView("exitCode")].toInt(-1), 0);
        QCOMPARE(data[QLatin1StringView("output")].toString(), output);
        QCOMPARE(data[QLatin1StringView("truncated")].toBool(), false);
        return;
    }
    QVERIFY(outcome.error);
    QTEST(outcome.mayRetry, "mayRetry");
    if (exitCode < 125) {
        QCOMPARE(outcome.detail[QLatin1StringView("exitCode")].toInt(), exitCode);
        QCOMPARE(outcome.log, output);
    }
}

void TestContainerNodes::largeOutputIsCut()
{
    const QString id = container({QStringLiteral("sleep"), QStringLiteral("300")});
    bring(id, QStringLiteral("running"));
    const StepOutcome outcome =
        run("container.action", "{'action':'exec','command':['seq','1','300000']}", id);
    QVERIFY(!outcome.error);
    const QJsonObject data = outcome.exits.front().data->toObject();
    const QString output = data[QLatin1StringView("output")].toString();
    QVERIFY(data[QLatin1StringView("truncated")].toBool());
    QVERIFY(output.startsWith(QStringLiteral("1\n2\n")));
    QVERIFY(output.endsWith(QStringLiteral("299999\n300000\n")));
    QVERIFY(output.size() < 70'000);
}

void TestContainerNodes::commandsThatDoNotEnd_data()
{
    QTest::addColumn<bool>("cancel");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("time limit") << false << ErrorKind::Timeout;
    QTest::newRow("stopped") << true << ErrorKind::Cancelled;
}

void TestContainerNodes::commandsThatDoNotEnd()
{
    QFETCH(bool, cancel);
    const QString id = container({QStringLiteral("sleep"), QStringLiteral("300")});
    bring(id, QStringLiteral("running"));
    NodeFixture fixture(QStringLiteral("container.action"),
                        "{'action':'exec','command':['sleep','300']}");
    fixture.host = QStringLiteral("local");
    fixture.timeout = cancel ? 60s : 1s;
    QVERIFY(fixture.hosts.add({fixture.host, m_endpoint, {}}));
    const auto step = fixture.begin(makeEvent("a", "{'container':{'id':'" + id.toUtf8() + "'}}"));
    std::optional<StepOutcome> outcome;
    connect(step.get(), &Step::finished, this, [&](const StepOutcome &o) { outcome = o; });
    step->start();
    const auto commandRuns = [&] {
        const auto top = docker("GET", QStringLiteral("/containers/%1/top").arg(id));
        return top && top->object()[QLatin1StringView("Processes")].toArray().size() > 1;
    };
    if (cancel) {
        QTRY_VERIFY_WITH_TIMEOUT(commandRuns(), 60'000);
        step->cancel();
        QVERIFY2(!outcome, "finished() comes later");
    }
    QTRY_VERIFY_WITH_TIMEOUT(outcome, 60'000);
    QVERIFY(outcome->error);
    QTEST(outcome->error->kind, "kind");
}

void TestContainerNodes::ownEventsAreKnown()
{
    const QString id = container({QStringLiteral("sleep"), QStringLiteral("300")});
    NodeFixture fixture(QStringLiteral("container.action"), "{'action':'start'}");
    fixture.host = QStringLiteral("local");
    QVERIFY(fixture.hosts.add({fixture.host, m_endpoint, {}}));
    const QByteArray data = "{'container':{'id':'" + id.toUtf8() + "'}}";
    const Event started =
        makeEvent("docker/container/start", data, {.host = QStringLiteral("local")});
    QVERIFY(fixture.ownActions.annotate(started).cause().isEmpty());
    const StepOutcome outcome =
        fixture.run(makeEvent("a", data, {.host = QStringLiteral("local"), .hops = 3}));
    QVERIFY(!outcome.error);
    const Event annotated = fixture.ownActions.annotate(started);
    QCOMPARE(annotated.cause(), QStringLiteral("pipe/run1/step1"));
    QCOMPARE(annotated.hops(), 4);
    fixture.clock.advance(1min);
    QVERIFY(fixture.ownActions.annotate(started).cause().isEmpty());
}

void TestContainerNodes::looksInside()
{
    const QString id = container(
        {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("exit 3")},
        {{QStringLiteral("Env"), QJsonArray{QStringLiteral("TOKEN=s3cret")}},
         {QStringLiteral("Labels"), QJsonObject{{QStringLiteral("app"), QStringLiteral("shop")}}}});
    bring(id, QStringLiteral("running"));
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), QStringLiteral("exited"), 60'000);
    const StepOutcome outcome = run("container.inspect", "{'what':['state','config']}", id);
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    const QJsonObject data = outcome.exits.front().data->toObject();
    QCOMPARE(data[QLatin1StringView("container")][QLatin1StringView("labels")].toObject(),
             json("{'app':'shop'}"));
    QCOMPARE(data[QLatin1StringView("state")][QLatin1StringView("exitCode")].toInt(), 3);
    QCOMPARE(data[QLatin1StringView("state")][QLatin1StringView("status")].toString(),
             QStringLiteral("exited"));
    const QJsonValue environment =
        data[QLatin1StringView("config")][QLatin1StringView("environment")];
    QCOMPARE(environment[QLatin1StringView("TOKEN")].toString(), QStringLiteral("***"));
    QVERIFY(!data.contains(QLatin1StringView("log")));
    QCOMPARE(run("container.inspect", "{'container':'saltern-none'}", id).error->kind,
             ErrorKind::NotFound);
}

void TestContainerNodes::logs_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QByteArray>("create"); // settings of the container
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("lines");
    QTest::addColumn<bool>("truncated");
    const auto row = [](const char *name,
                        const char *program,
                        const char *create,
                        const char *settings,
                        const char *text,
                        int lines,
                        bool truncated = false) {
        QTest::newRow(name) << QString::fromLatin1(program) << QByteArray(create)
                            << QByteArray(settings) << QString::fromUtf8(text) << lines
                            << truncated;
    };
    row("both outputs", "echo a; sleep 0.2; echo b >&2", "{}", "{'what':'log'}", "a\nb\n", 2);
    row("a terminal", "echo a; echo b", "{'Tty':true}", "{'what':'log'}", "a\r\nb\r\n", 2);
    row("the last lines", "seq 1 1000", "{}", "{'what':'log','lines':2}", "999\n1000\n", 2);
    row("the last bytes",
        "seq 1 10000",
        "{}",
        "{'what':'log','lines':10000,'logLimit':'1KiB'}",
        nullptr,
        0,
        true);
    row("nothing", "true", "{}", "{'what':'log'}", "", 0);
}

void TestContainerNodes::logs()
{
    QFETCH(QString, program);
    QFETCH(QByteArray, create);
    QFETCH(QByteArray, settings);
    QFETCH(QString, text);
    const QString id =
        container({QStringLiteral("sh"), QStringLiteral("-c"), program}, json(create));
    bring(id, QStringLiteral("running"));
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(id), QStringLiteral("exited"), 60'000);
    const StepOutcome outcome = run("container.inspect", settings, id);
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    const QJsonObject log =
        outcome.exits.front().data->toObject()[QLatin1StringView("log")].toObject();
    QTEST(log[QLatin1StringView("truncated")].toBool(), "truncated");
    if (text.isNull()) {
        const QString tail = log[QLatin1StringView("text")].toString();
        QCOMPARE(tail.size(), 1024);
        QVERIFY(tail.endsWith(QStringLiteral("9999\n10000\n")));
        return;
    }
    QCOMPARE(log[QLatin1StringView("text")].toString(), text);
    QTEST(log[QLatin1StringView("lines")].toInt(), "lines");
}

void TestContainerNodes::unreadableLogIsNoFailure()
{
    const QString id =
        container({QStringLiteral("true")}, json("{'HostConfig':{'LogConfig':{'Type':'none'}}}"));
    const StepOutcome outcome = run("container.inspect", "{'what':'log'}", id);
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    const QJsonObject log =
        outcome.exits.front().data->toObject()[QLatin1StringView("log")].toObject();
    QCOMPARE(log[QLatin1StringView("text")].toString(), QString());
    QVERIFY(!log[QLatin1StringView("unavailable")].toString().isEmpty());
}

QTEST_GUILESS_MAIN(TestContainerNodes)
#include "tst_containernodes.moc"
