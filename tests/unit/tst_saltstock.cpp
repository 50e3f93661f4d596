// The profile that adds no module to Salt: what it promises, and what its SLS makes of Salt's
// events.

#include "tests/unit/stocksalt.h"

#include <QDateTime>
#include <QDirIterator>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace Saltern;
using namespace Saltern::Test;

namespace {

const QByteArray guard = R"(saltern: 1
pipeline: guard
nodes:
  died: { kind: docker.event@1, action: die, labels: { app: shop } }
  greet: { kind: function@1, runtime: python, code: "0", env: { WHO: "{{ event.data.container.name }}" } }
  halt: { kind: container.action@1, action: stop, container: "{{ event.data.container.id }}", stopTimeout: 1500ms }
  note: { kind: log@1, message: "{{ event.data.greeting }}" }
wires: [died -> greet, died -> halt, greet.ok -> note]
)";

// The master's cache, anew for every test.
std::optional<QTemporaryDir> cache;

// What the SLS answers to Salt's events, one after another.
QJsonArray reactions(const QByteArray &sls, const QJsonArray &events)
{
    return asReactor(
        sls, "for event in cases:\n    print(json.dumps(react(**event)))\n", events, cache->path());
}

QJsonObject dockerEvent(const QString &name, const QString &id = QStringLiteral("c1"))
{
    const QJsonObject attributes{{QStringLiteral("name"), name},
                                 {QStringLiteral("image"), QStringLiteral("web:1")},
                                 {QStringLiteral("app"), QStringLiteral("shop")},
                                 {QStringLiteral("exitCode"), QStringLiteral("3")}};
    const QJsonObject message{
        {QStringLiteral("Type"), QStringLiteral("container")},
        {QStringLiteral("Action"), QStringLiteral("die")},
        {QStringLiteral("Actor"),
         QJsonObject{{QStringLiteral("ID"), id}, {QStringLiteral("Attributes"), attributes}}},
        {QStringLiteral("timeNano"), 1'700'000'000'000'000'001LL}};
    return {{QStringLiteral("tag"), QStringLiteral("saltern/docker/guard/die")},
            {QStringLiteral("data"),
             QJsonObject{{QStringLiteral("cmd"), QStringLiteral("_minion_event")},
                         {QStringLiteral("id"), QStringLiteral("edge-1")},
                         {QStringLiteral("data"), message}}}};
}

// The list of one-key objects under a reaction, as one object.
QJsonObject bodyOf(const QJsonValue &reaction, const char *function)
{
    QJsonObject body;
    const QJsonArray list = reaction.toObject().value(QLatin1StringView(function)).toArray();
    for (const QJsonValue &entry : list)
        body.insert(entry.toObject().begin().key(), entry.toObject().begin().value());
    QJsonObject arguments;
    const QJsonArray given = body.value(QLatin1StringView("args")).toArray();
    for (const QJsonValue &entry : given)
        arguments.insert(entry.toObject().begin().key(), entry.toObject().begin().value());
    if (!arguments.isEmpty())
        body.insert(QStringLiteral("args"), arguments);
    return body;
}

// The return of the job that a reaction has started.
QJsonObject returned(const QJsonObject &body, const QJsonValue &answer, bool success = true)
{
    return {{QStringLiteral("tag"), QStringLiteral("salt/job/1/ret/edge-1")},
            {QStringLiteral("data"),
             QJsonObject{{QStringLiteral("id"), QStringLiteral("edge-1")},
                         {QStringLiteral("metadata"), body.value(QLatin1StringView("metadata"))},
                         {QStringLiteral("success"), success},
                         {QStringLiteral("retcode"), success ? 0 : 1},
                         {QStringLiteral("return"), answer}}}};
}

QJsonObject sentEvent(const QJsonValue &reaction)
{
    const QJsonObject arguments =
        bodyOf(reaction, "runner.event.send").value(QLatin1StringView("args")).toObject();
    const QJsonObject data = arguments.value(QLatin1StringView("data")).toObject();
    return QJsonDocument::fromJson(data.value(QLatin1StringView("event")).toString().toUtf8())
        .object();
}

const QByteArray waiting = R"(saltern: 1
pipeline: guard
nodes:
  died: { kind: docker.event@1, action: die }
  hold: { kind: delay@1, for: "{{ event.data.container.name }}" }
  said: { kind: emit@1, type: test/said, data: { was: "{{ event.type }}" } }
wires: [died -> hold, hold.out -> said]
)";

const QString holdKey = QStringLiteral("saltern.guard.hold");
const QString greetKey = QStringLiteral("saltern.guard.greet");
const QString haltKey = QStringLiteral("saltern.guard.halt");

} // namespace

class tst_SaltStock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { cache.emplace(); }
    void cleanup() { cache.reset(); }
    void noModulesOfOurs();
    void verdicts_data();
    void verdicts();
    void hostileNamesStayData_data();
    void hostileNamesStayData();
    void aStepGoesOnWhereItsJobEnds();
    void ownActionsBeginNoRuns();
    void whatIsNotOursIsLeftAlone();
    void aJobIsHeardOnceFromItsMinion();
    void aDelayEndsWhenTheSchedulerTells();
    void aDelayThatCannotBeIsAnError();
};

void tst_SaltStock::noModulesOfOurs()
{
    const ExportResult result = exportedToStock(guard);
    QVERIFY(!fileOf(result, "salt/saltern/reactor/guard.sls").isEmpty());
    QVERIFY(!fileOf(result, "README-stock.md").isEmpty());
    for (const ExportedFile &file : result.files)
        QVERIFY2(!file.path.contains(QLatin1StringView("/_")), qPrintable(file.path));
    const QByteArray conf = fileOf(result, "master.d/saltern-guard.conf");
    for (const char *tag : {"\"saltern/docker/guard/*\"", "\"salt/job/*/ret/*\""})
        QVERIFY2(conf.contains(tag), conf);
    QVERIFY2(!conf.contains("saltern/bus/docker/"), conf);
    QVERIFY(fileOf(result, "salt/saltern/stock/guard.sls")
                .contains(R"(FILTERS = {"event": ["die"], "type": ["container"]})"));
}

void tst_SaltStock::verdicts_data()
{
    QTest::addColumn<QByteArray>("node");
    QTest::addColumn<ExportVerdict>("verdict");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *node, ExportVerdict verdict, const char *says) {
        QTest::newRow(node) << QByteArray(node) << verdict << QString::fromLatin1(says);
    };
    row("kind: filter@1, match: { type: [a] }", ExportVerdict::Exact, "");
    row("kind: function@1, runtime: shell, code: x, hooks: { exit: [{ emit: { type: a/b } }] }",
        ExportVerdict::Impossible,
        "nothing around a step");
    row("kind: docker.event@1, action: [die, oom]", ExportVerdict::Approximate, "is lost");
    row("kind: docker.event@1, match: { data.container.requested: [false] }",
        ExportVerdict::Impossible,
        "cannot tell");
    row("kind: docker.event@1, match: { data: { container: { oom: [true] } } }",
        ExportVerdict::Impossible,
        "cannot tell");
    row("kind: docker.event@1, action: die, hosts: 'web* and not E@web-[0-3]'",
        ExportVerdict::Approximate,
        "Expressions");
    row("kind: docker.event@1, action: die, hosts: 'web* and not G@zone:a'",
        ExportVerdict::Impossible,
        "labels");
    row("kind: container.action@1, action: stop, container: x, place: all web*",
        ExportVerdict::Approximate,
        "whatever the others did");
    row("kind: container.action@1, action: stop, container: x, place: any G@zone:a",
        ExportVerdict::Approximate,
        "least busy");
    row("kind: container.action@1, action: stop, container: x, place: 'E@(?i)x'",
        ExportVerdict::Impossible,
        "no words");
    row("kind: bus.event@1, type: shop/*", ExportVerdict::Exact, "");
    row("kind: bus.event@1, type: host/*/down", ExportVerdict::Impossible, "not on this bus");
    row("kind: bus.event@1, type: '*'", ExportVerdict::Approximate, "not among");
    row("kind: container.action@1, action: stop, container: x",
        ExportVerdict::Approximate,
        "two jobs");
    row("kind: container.action@1, action: stop, container: x, retry: { max: 2 }",
        ExportVerdict::Approximate,
        "`retry` has no effect");
    row("kind: container.action@1, action: exec, container: x, command: [a]",
        ExportVerdict::Impossible,
        "shell");
    row("kind: container.action@1, action: stop, container: '{{ secret.X }}'",
        ExportVerdict::Impossible,
        "secret");
    row("kind: container.action@1, action: stop, container: '{{ host.labels.x }}'",
        ExportVerdict::Impossible,
        "labels");
    row("kind: container.inspect@1, container: x, what: state",
        ExportVerdict::Approximate,
        "does not answer");
    row("kind: container.inspect@1, container: x", ExportVerdict::Impossible, "docker.logs");
    row("kind: notify@1, url: 'http://x', text: x", ExportVerdict::Approximate, "redirects");
    row("kind: notify@1, url: '{{ secret.X }}', text: x", ExportVerdict::Impossible, "secret");
    row("kind: http.request@1, url: 'http://x'", ExportVerdict::Approximate, "every minion");
    row("kind: http.request@1, url: 'http://x', timeout: 5s",
        ExportVerdict::Approximate,
        "http_request_timeout");
    row("kind: container.ensure@1, name: web", ExportVerdict::Approximate, "half done");
    row("kind: container.ensure@1, name: web, timeout: 5s",
        ExportVerdict::Approximate,
        "half done");
    row("kind: image.ensure@1, image: 'a:1'", ExportVerdict::Approximate, "a login");
    row("kind: image.ensure@1, image: 'a:1', state: absent",
        ExportVerdict::Approximate,
        "all of its names");
    row("kind: network.ensure@1, name: n, labels: { a: b }",
        ExportVerdict::Approximate,
        "`test: true`");
    row("kind: volume.ensure@1, name: v", ExportVerdict::Approximate, "half done");
    row("kind: volume.ensure@1, name: v, labels: { a: b }", ExportVerdict::Impossible, "labels");
    row("kind: volume.ensure@1, name: v, state: absent, labels: { a: b }",
        ExportVerdict::Approximate,
        "half done");
    row("kind: volume.ensure@1, name: v, recreate: true", ExportVerdict::Impossible, "empty");
    row("kind: prune@1", ExportVerdict::Impossible, "docker.prune");
    row("kind: window@1, over: 10s, atLeast: 2", ExportVerdict::Impossible, "Thorium");
    row("kind: delay@1, for: 10s", ExportVerdict::Approximate, "a second or two later");
    row("kind: delay@1, for: '{{ secret.T }}'", ExportVerdict::Impossible, "secret");
    row("kind: webhook@1, path: x, token: '{{ secret.T }}'",
        ExportVerdict::Impossible,
        "signature");
    row("kind: transform@1, code: '({})'", ExportVerdict::Impossible, "JavaScript");
}

void tst_SaltStock::verdicts()
{
    QFETCH(QByteArray, node);
    QFETCH(ExportVerdict, verdict);
    QFETCH(QString, says);
    const ExportResult result =
        exportedToStock("saltern: 1\npipeline: p\nnodes:\n  go: { kind: manual@1 }\n"
                        "  it: { " +
                            node + " }\nwires: []\n",
                        QStringLiteral("edge-1"));
    QCOMPARE(result.nodes.size(), 2);
    const NodeReport report = result.nodes.at(1);
    QCOMPARE(exportVerdictName(report.verdict), exportVerdictName(verdict));
    QVERIFY2(report.differences.join(u' ').contains(says),
             qPrintable(report.differences.join(u' ')));
    // Nothing is attempted twice, and no sentence says so.
    QVERIFY(!report.differences.join(u' ').contains(QLatin1StringView("`retry` is made")));
    const QByteArray plan =
        fileOf(result, "salt/saltern/reactor/p.sls").split('}').mid(0, 40).join('}');
    QCOMPARE(plan.contains("\"impossible\": "), verdict == ExportVerdict::Impossible);
    QCOMPARE(report.remedy.isEmpty(), verdict != ExportVerdict::Impossible);
}

void tst_SaltStock::hostileNamesStayData_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("shell") << QStringLiteral("$(reboot); `id` | sh && exit \"'");
    QTest::newRow("yaml and templates")
        << QStringLiteral("}} {{ 7*7 }} {% x %}\n- a: !!python/object");
    QTest::newRow("controls") << QString(QStringLiteral("a\tb\x7f\u0085\u2028") + QChar(0));
    QTest::newRow("emoji") << QString::fromUtf8("\xf0\x9f\x98\x80");
}

void tst_SaltStock::hostileNamesStayData()
{
    QFETCH(QString, name);
    const QByteArray sls = fileOf(exportedToStock(guard), "salt/saltern/reactor/guard.sls");
    const QJsonArray answers = reactions(sls, {dockerEvent(name)});
    const QJsonObject body = bodyOf(answers.at(0)[greetKey], "local.docker.run_container");
    QCOMPARE(body.value(QLatin1StringView("tgt")),
             QJsonValue(QJsonArray{QStringLiteral("edge-1")}));
    const QJsonObject arguments = body.value(QLatin1StringView("args")).toObject();
    const QJsonObject environment = arguments.value(QLatin1StringView("environment")).toObject();
    QCOMPARE(environment.value(QLatin1StringView("WHO")).toString(), name);
    const QByteArray event =
        environment.value(QLatin1StringView("SALTERN_EVENT")).toString().toUtf8();
    QCOMPARE(QJsonDocument::fromJson(event)[QLatin1StringView("data")][QLatin1StringView(
                 "container")][QLatin1StringView("name")]
                 .toString(),
             name);
    // The command line is the same whatever happens.
    const QJsonArray other = reactions(sls, {dockerEvent(QStringLiteral("web"))});
    QCOMPARE(
        arguments.value(QLatin1StringView("command")),
        bodyOf(
            other.at(0)[greetKey],
            "local.docker.run_container")[QLatin1StringView("args")][QLatin1StringView("command")]);
    QCOMPARE(arguments.value(QLatin1StringView("skip_translate")), QJsonValue(true));
}

void tst_SaltStock::aStepGoesOnWhereItsJobEnds()
{
    const QByteArray sls = fileOf(exportedToStock(guard), "salt/saltern/reactor/guard.sls");
    const QJsonObject died = dockerEvent(QStringLiteral("web"));
    const QJsonArray begun = reactions(sls, {died, died, died});
    const auto look = [&](int run) {
        return bodyOf(begun.at(run)[haltKey], "local.docker.inspect_container");
    };
    const auto call = [&](int run) {
        return bodyOf(begun.at(run)[greetKey], "local.docker.run_container");
    };
    const QJsonObject found{{QStringLiteral("Id"), QStringLiteral("c1")},
                            {QStringLiteral("Name"), QStringLiteral("/web")},
                            {QStringLiteral("Config"),
                             QJsonObject{{QStringLiteral("Image"), QStringLiteral("web:1")}}}};
    // "log", a line that is not base64, {"greeting": "hi"}
    const QJsonObject ended{
        {QStringLiteral("Id"), QStringLiteral("f1")},
        {QStringLiteral("ExitCode"), 0},
        {QStringLiteral("Logs"), QStringLiteral("bG9n\n.\neyJncmVldGluZyI6ICJoaSJ9\n")}};
    const QJsonObject mute{{QStringLiteral("Id"), QStringLiteral("f1")},
                           {QStringLiteral("ExitCode"), 137},
                           {QStringLiteral("Logs"), QString()}};
    const QJsonArray answers =
        reactions(sls,
                  {returned(look(0), found),
                   returned(look(1), QStringLiteral("ERROR: No such container: c1"), false),
                   returned(call(0), ended),
                   returned(call(1), mute),
                   returned(look(2), found)});
    const QJsonObject stop = bodyOf(answers.at(0)[haltKey], "local.docker.stop");
    QCOMPARE(stop.value(QLatin1StringView("args")),
             QJsonValue(QJsonObject{{QStringLiteral("name"), QStringLiteral("c1")},
                                    {QStringLiteral("timeout"), 2}}));
    QCOMPARE(sentEvent(answers.at(1)[haltKey]).value(QLatin1StringView("type")),
             QJsonValue(QStringLiteral("saltern/guard/halt/error")));
    QVERIFY(answers.at(2)[greetKey].toObject().contains(QLatin1StringView("local.docker.rm")));
    const QJsonObject greeting = sentEvent(answers.at(2)[QString(greetKey + QStringLiteral("#1"))]);
    QCOMPARE(greeting.value(QLatin1StringView("type")),
             QJsonValue(QStringLiteral("saltern/guard/greet/ok")));
    QCOMPARE(greeting.value(QLatin1StringView("data")),
             QJsonValue(QJsonObject{{QStringLiteral("greeting"), QStringLiteral("hi")}}));
    QCOMPARE(sentEvent(answers.at(3)[QString(greetKey + QStringLiteral("#1"))])
                 .value(QLatin1StringView("type")),
             QJsonValue(QStringLiteral("saltern/guard/greet/error")));

    // The last job of the action: Salt calls "already so" a failure, and it is none.
    const QJsonObject state{{QStringLiteral("old"), QStringLiteral("stopped")},
                            {QStringLiteral("new"), QStringLiteral("stopped")}};
    const QJsonObject already{{QStringLiteral("result"), false}, {QStringLiteral("state"), state}};
    const QJsonObject paused{{QStringLiteral("result"), false},
                             {QStringLiteral("state"),
                              QJsonObject{{QStringLiteral("old"), QStringLiteral("paused")},
                                          {QStringLiteral("new"), QStringLiteral("paused")}}}};
    const QJsonObject another = bodyOf(answers.at(4)[haltKey], "local.docker.stop");
    const QJsonArray last =
        reactions(sls, {returned(stop, already, false), returned(another, paused, false)});
    const QJsonObject done = sentEvent(last.at(0)[haltKey]);
    QCOMPARE(done.value(QLatin1StringView("type")),
             QJsonValue(QStringLiteral("saltern/guard/halt/ok")));
    QCOMPARE(done[QLatin1StringView("data")].toObject().value(QLatin1StringView("changed")),
             QJsonValue(false));
    QCOMPARE(sentEvent(last.at(1)[haltKey]).value(QLatin1StringView("type")),
             QJsonValue(QStringLiteral("saltern/guard/halt/error")));
}

void tst_SaltStock::ownActionsBeginNoRuns()
{
    const QByteArray sls = fileOf(exportedToStock(guard), "salt/saltern/reactor/guard.sls");
    const QJsonObject died = dockerEvent(QStringLiteral("web"));
    const QJsonObject look =
        bodyOf(reactions(sls, {died}).at(0)[haltKey], "local.docker.inspect_container");
    const QJsonObject found{{QStringLiteral("Id"), QStringLiteral("c1")},
                            {QStringLiteral("Name"), QStringLiteral("/web")},
                            {QStringLiteral("Config"),
                             QJsonObject{{QStringLiteral("Image"), QStringLiteral("web:1")}}}};
    const QJsonArray answers = reactions(
        sls,
        {returned(look, found), died, dockerEvent(QStringLiteral("db"), QStringLiteral("c2"))});
    QVERIFY(answers.at(1).toObject().isEmpty());
    QVERIFY(!answers.at(2).toObject().isEmpty());
}

void tst_SaltStock::whatIsNotOursIsLeftAlone()
{
    const QByteArray sls = fileOf(exportedToStock(guard), "salt/saltern/reactor/guard.sls");
    const QJsonObject call =
        bodyOf(reactions(sls, {dockerEvent(QStringLiteral("web"))}).at(0)[greetKey],
               "local.docker.run_container");
    QJsonObject strange = returned(call, true);
    QJsonObject data = strange.value(QLatin1StringView("data")).toObject();
    data.insert(QStringLiteral("metadata"),
                QJsonObject{{QStringLiteral("saltern"),
                             QJsonObject{{QStringLiteral("pipeline"), QStringLiteral("other")}}}});
    strange.insert(QStringLiteral("data"), data);
    const QJsonArray answers = reactions(sls, {returned({}, true), strange});
    QCOMPARE(answers, (QJsonArray{QJsonObject(), QJsonObject()}));
}

// A job's metadata go to every minion: another one, or a second answer, must not lead the run on.
void tst_SaltStock::aJobIsHeardOnceFromItsMinion()
{
    const QByteArray sls = fileOf(exportedToStock(guard), "salt/saltern/reactor/guard.sls");
    const QJsonObject begun = reactions(sls, {dockerEvent(QStringLiteral("web"))}).at(0).toObject();
    const QJsonObject look = bodyOf(begun.value(haltKey), "local.docker.inspect_container");
    const QJsonObject mark =
        look[QLatin1StringView("metadata")][QLatin1StringView("saltern")].toObject();
    QCOMPARE(mark.keys(), (QStringList{QStringLiteral("pipeline"), QStringLiteral("step")}));

    const QJsonObject answer = returned(look, QStringLiteral("VALUE_TRIMMED"));
    QJsonObject forged = answer;
    QJsonObject data = forged.value(QLatin1StringView("data")).toObject();
    data.insert(QStringLiteral("id"), QStringLiteral("edge-2"));
    forged.insert(QStringLiteral("data"), data);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("edge-2 answered for")));
    const QJsonArray answers = reactions(sls, {forged, answer, answer});
    QCOMPARE(answers.at(0), QJsonValue(QJsonObject()));
    const QJsonObject left = sentEvent(answers.at(1)[haltKey]);
    QCOMPARE(left.value(QLatin1StringView("type")),
             QJsonValue(QStringLiteral("saltern/guard/halt/error")));
    QCOMPARE(left[QLatin1StringView("data")][QLatin1StringView("error")][QLatin1StringView("kind")],
             QJsonValue(QStringLiteral("too-large")));
    QCOMPARE(answers.at(2), QJsonValue(QJsonObject()));
}

void tst_SaltStock::aDelayEndsWhenTheSchedulerTells()
{
    const QByteArray sls = fileOf(exportedToStock(waiting), "salt/saltern/reactor/guard.sls");
    const QJsonObject begun =
        reactions(sls, {dockerEvent(QStringLiteral("8640000500ms"))})[0].toObject();
    QCOMPARE(begun.size(), 1);
    const QJsonObject added = bodyOf(begun.value(holdKey), "local.schedule.add");
    QCOMPARE(added.value(QLatin1StringView("tgt")),
             QJsonValue(QJsonArray{QStringLiteral("edge-1")}));
    const QJsonObject job = added.value(QLatin1StringView("args")).toObject();
    QCOMPARE(job.value(QLatin1StringView("function")).toString(), QStringLiteral("test.true"));
    QCOMPARE(job.value(QLatin1StringView("seconds")).toInt(), 8'640'001);
    // What is swept away when it is old stays until then.
    QDirIterator kept(cache->path(), QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(kept.hasNext());
    kept.next();
    QVERIFY(kept.fileInfo().lastModified() > QDateTime::currentDateTime().addDays(99));
    QVERIFY(!kept.hasNext());
    QJsonObject told = returned(job, true);
    QJsonObject data = told.value(QLatin1StringView("data")).toObject();
    data.insert(QStringLiteral("fun"), QStringLiteral("test.true"));
    told.insert(QStringLiteral("data"), data);
    const QJsonArray ended = reactions(sls, {told, told});
    // Until it is removed the scheduler tells again; the event goes on once.
    for (const QJsonValue &answer : ended) {
        const QJsonObject removed =
            bodyOf(answer[QStringLiteral("saltern.guard#schedule")], "local.schedule.delete");
        QCOMPARE(removed.value(QLatin1StringView("args"))[QLatin1StringView("name")],
                 job.value(QLatin1StringView("name")));
    }
    const QJsonObject said = sentEvent(ended[0][QStringLiteral("saltern.guard.said")]);
    QCOMPARE(said.value(QLatin1StringView("data"))[QLatin1StringView("was")].toString(),
             QStringLiteral("docker/container/die"));
    QCOMPARE(ended[1].toObject().size(), 1);
}

void tst_SaltStock::aDelayThatCannotBeIsAnError()
{
    const QByteArray sls = fileOf(exportedToStock(waiting), "salt/saltern/reactor/guard.sls");
    for (const char *wait : {"never", "366d"}) {
        const QJsonObject begun =
            reactions(sls, {dockerEvent(QLatin1StringView(wait))})[0].toObject();
        const QJsonObject left = sentEvent(begun.value(holdKey));
        QCOMPARE(left.value(QLatin1StringView("type")).toString(),
                 QStringLiteral("saltern/guard/hold/error"));
        QCOMPARE(left.value(QLatin1StringView(
                     "data"))[QLatin1StringView("error")][QLatin1StringView("kind")]
                     .toString(),
                 QStringLiteral("bad-input"));
    }
}

QTEST_GUILESS_MAIN(tst_SaltStock)
#include "tst_saltstock.moc"
