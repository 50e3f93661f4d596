// Kinds of several questions and changes, on nothing but Salt's own modules: which jobs follow from
// which answers, and what the step comes to.

#include "tests/unit/stocksalt.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace Qt::StringLiterals;

namespace {

// Each case is {data, answers: [[whether it succeeded, answer]...]}: an event begins a run, and
// every job of its steps gets the next answer. Prints what was asked and what left the steps.
const QByteArray conversation = R"(
def run(case):
    event = {"id": "1", "type": "test/go", "source": "t", "time": "t", "subject": "", "data": case["data"]}
    todo, asked, exits = [react("saltern/bus/test/go", {"event": json.dumps(event)})], [], []
    answers = iter(case["answers"])
    while todo:
        for reaction in todo.pop().values():
            (function, body), = reaction.items()
            body = {key: value for entry in body for key, value in entry.items()}
            given = {key: value for entry in body.get("args", []) for key, value in entry.items()}
            if function == "runner.event.send":
                exits.append(json.loads(given["data"]["event"]))
                continue
            arguments = {**given, **body.get("kwarg", {})}
            asked.append([function.removeprefix("local."), body.get("arg", []), arguments, body["tgt"][0]])
            succeeded, answer = next(answers, (None, None))
            if succeeded is None:
                continue
            back = {"id": body["tgt"][0], "metadata": body["metadata"], "return": answer}
            back.update(success=succeeded, retcode=0 if succeeded else 1)
            todo.append(react("salt/job/1/ret/" + back["id"], back))
    return {"asked": asked, "exits": exits}

for case in cases:
    names["_picked"] = lambda compound: case.get("minions", [])
    print(json.dumps(run(case)))
)";

QByteArray slsOf(const QByteArray &nodes, const QByteArray &wires)
{
    const QByteArray document =
        "saltern: 1\npipeline: p\nnodes:\n  go: { kind: bus.event@1, type: test/go }\n" + nodes +
        "wires: [" + wires + "]\n";
    return fileOf(exportedToStock(document, u"edge-1"_s), "salt/saltern/reactor/p.sls");
}

QJsonObject caseOf(const QByteArray &answers, const QJsonObject &data = {})
{
    return {{u"data"_s, data}, {u"answers"_s, QJsonDocument::fromJson(answers).array()}};
}

QStringList functionsOf(const QJsonValue &outcome)
{
    QStringList functions;
    const QJsonArray asked = outcome["asked"_L1].toArray();
    for (const QJsonValue &job : asked)
        functions += job[0].toString();
    return functions;
}

QJsonObject exitOf(const QJsonValue &outcome)
{
    return outcome["exits"_L1][0].toObject();
}

const QByteArray absentNetwork = R"([false, "ERROR: Error 404: network n not found"])";

} // namespace

class tst_StockReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jobs_data();
    void jobs();
    void hostileValuesStayData_data();
    void hostileValuesStayData();
    void requestsAreArguments();
    void twoStepsNeverWorkOnOneObject();
    void timeIsUpAndAllIsPutBack();
    void severalHosts_data();
    void severalHosts();
};

void tst_StockReplay::jobs_data()
{
    QTest::addColumn<QByteArray>("node");
    QTest::addColumn<QByteArray>("answers");
    QTest::addColumn<QStringList>("functions");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("says"); // in the data

    const auto row = [](const char *name,
                        const QByteArray &node,
                        const QByteArray &answers,
                        const QStringList &functions,
                        const char *port,
                        const char *says) {
        QTest::newRow(name) << node << answers << functions << QString::fromLatin1(port)
                            << QString::fromUtf8(says);
    };
    const QByteArray net = "kind: network.ensure@1, name: n, internal: true";
    row("a network is made",
        net,
        "[" + absentNetwork + ", [true, {\"Id\": \"1\"}]]",
        {u"docker.inspect_network"_s, u"docker.create_network"_s},
        "changed",
        R"("action":"created")");
    row("a network is as described",
        net,
        R"([[true, {"Name": "n", "Internal": true}]])",
        {u"docker.inspect_network"_s},
        "unchanged",
        R"("action":"none")");
    row("a network found by its id is another one",
        net,
        R"([[true, {"Name": "other"}], [true, {}]])",
        {u"docker.inspect_network"_s, u"docker.create_network"_s},
        "changed",
        R"("action":"created")");
    row("a network differs",
        net,
        R"([[true, {"Name": "n", "Internal": false}]])",
        {u"docker.inspect_network"_s},
        "error",
        R"("kind":"conflict")");
    row("a network is made anew",
        net + ", recreate: true",
        R"([[true, {"Name": "n"}], [true, {}], [true, true], [true, {}]])",
        {u"docker.inspect_network"_s,
         u"docker.ps"_s,
         u"docker.remove_network"_s,
         u"docker.create_network"_s},
        "changed",
        R"("action":"recreated")");
    row("a network in use stays",
        net + ", recreate: true",
        R"([[true, {"Name": "n"}], [true, {"c1": {"Names": ["/web"]}}]])",
        {u"docker.inspect_network"_s, u"docker.ps"_s},
        "error",
        "1 container(s) use it: web.");
    row("nothing is touched by a dry run",
        net + ", dryRun: true",
        "[" + absentNetwork + "]",
        {u"docker.inspect_network"_s},
        "changed",
        R"("dryRun":true)");
    row("Docker refuses",
        net,
        "[" + absentNetwork + R"(, [false, "ERROR: Error 403: pool\n overlaps"]])",
        {u"docker.inspect_network"_s, u"docker.create_network"_s},
        "error",
        R"({"kind":"permission-denied","message":"Docker: pool overlaps."})");
    row("Docker is not there",
        net,
        R"([[false, "ERROR: Unable to perform inspect_network: refused"]])",
        {u"docker.inspect_network"_s},
        "error",
        R"("kind":"unreachable")");
    row("a volume is made",
        "kind: volume.ensure@1, name: v, options: { type: tmpfs }",
        R"([[false, "ERROR: Error 404: get v: no such volume"], [true, {}]])",
        {u"docker.inspect_volume"_s, u"docker.create_volume"_s},
        "changed",
        R"("action":"created")");
    row("a volume is removed",
        "kind: volume.ensure@1, name: v, state: absent",
        R"([[true, {"Name": "v"}], [true, true]])",
        {u"docker.inspect_volume"_s, u"docker.remove_volume"_s},
        "changed",
        R"("action":"removed")");
    const QByteArray noImage = R"([false, "ERROR: Error 404: No such image: a:1"])";
    const QByteArray image =
        R"([true, {"Id": "sha256:1", "RepoTags": ["a:1"], "RepoDigests": ["a@sha256:d"]}])";
    row("an image is pulled",
        "kind: image.ensure@1, image: 'a:1'",
        "[" + noImage + "," + noImage + R"(, [true, {"retcode": 0}],)" + image + "]",
        {u"docker.inspect_image"_s,
         u"docker.inspect_image"_s,
         u"docker.pull"_s,
         u"docker.inspect_image"_s},
        "changed",
        R"("digest":"sha256:d","id":"sha256:1","pulled":true)");
    row("an image cannot be pulled",
        "kind: image.ensure@1, image: 'a:1'",
        "[" + noImage + "," + noImage +
            R"(, [false, {"retcode": 1, "Errors": ["manifest unknown"]}]])",
        {u"docker.inspect_image"_s, u"docker.inspect_image"_s, u"docker.pull"_s},
        "error",
        R"("kind":"not-found")");
    row("an image gets a name",
        "kind: image.ensure@1, image: 'a:1', tags: 'b:2'",
        "[" + image + "," + image + "," + noImage + ", [true, true]]",
        {u"docker.inspect_image"_s,
         u"docker.inspect_image"_s,
         u"docker.inspect_image"_s,
         u"docker.tag"_s},
        "changed",
        R"("action":"tagged")");
    row("an image with one name goes",
        "kind: image.ensure@1, image: 'a:1', state: absent",
        "[" + image + "," + image + R"(, [true, {"Tags": ["a:1"]}]])",
        {u"docker.inspect_image"_s, u"docker.inspect_image"_s, u"docker.rmi"_s},
        "changed",
        R"("action":"removed")");
    row("an image that Salt did not touch is not gone",
        "kind: image.ensure@1, image: 'a:1', state: absent",
        "[" + image + "," + image + R"(, [true, {"Tags": [], "Layers": [], "retcode": 0}]])",
        {u"docker.inspect_image"_s, u"docker.inspect_image"_s, u"docker.rmi"_s},
        "error",
        "removed nothing");
    row("an image in use stays",
        "kind: image.ensure@1, image: 'a:1', state: absent",
        "[" + image + "," + image +
            R"(, [false, {"retcode": 1, "Errors": ["conflict: used", "Image is"]}]])",
        {u"docker.inspect_image"_s, u"docker.inspect_image"_s, u"docker.rmi"_s},
        "error",
        R"("kind":"conflict","message":"Docker: conflict: used.")");
    row("an image with two names stays",
        "kind: image.ensure@1, image: 'a:1', state: absent",
        "[" + image + R"(, [true, {"Id": "sha256:1", "RepoTags": ["a:1", "b:2"]}]])",
        {u"docker.inspect_image"_s, u"docker.inspect_image"_s},
        "error",
        R"("kind":"unsupported")");
    const QByteArray web = "kind: container.ensure@1, name: web, image: 'a:1', settle: 500ms";
    row("a container is made and watched",
        web,
        "[[true, {}]," + image +
            R"(, [true, {"Id": "c1"}], [true, {"result": true}],)"
            R"([true, {"State": {"Running": true}}], [true, true],)"
            R"([true, {"State": {"Running": true}}]])",
        {u"docker.ps"_s,
         u"docker.inspect_image"_s,
         u"docker.create"_s,
         u"docker.start"_s,
         u"docker.inspect_container"_s,
         u"test.sleep"_s,
         u"docker.inspect_container"_s},
        "changed",
        R"("container":{"id":"c1","image":"a:1","name":"web"})");
    row("a container that ends is taken away again",
        web,
        "[[true, {}]," + image +
            R"(, [true, {"Id": "c1"}], [true, {"result": true}],)"
            R"([true, {"State": {"Running": false, "ExitCode": 3}}],)"
            R"([true, "no\n"], [true, []]])",
        {u"docker.ps"_s,
         u"docker.inspect_image"_s,
         u"docker.create"_s,
         u"docker.start"_s,
         u"docker.inspect_container"_s,
         u"docker.logs"_s,
         u"docker.rm"_s},
        "error",
        "its last lines:\\nno\\n");
    row("a container that ran already is stopped",
        "kind: container.ensure@1, name: web, state: stopped, stopTimeout: 500ms",
        R"([[true, {"c1": {"Names": ["/web"], "State": "running"}}],)"
        R"([true, {"Id": "c1", "Image": "i", "Config": {"Image": "a:1"}, "HostConfig": {},)"
        R"("State": {"Running": true, "Paused": false, "Status": "running"}}],)"
        R"([true, {"Id": "i"}], [false, {"result": false, "state": {"old": "stopped", "new": "stopped"}}]])",
        {u"docker.ps"_s,
         u"docker.inspect_container"_s,
         u"docker.inspect_image"_s,
         u"docker.stop"_s},
        "changed",
        R"("action":"stopped")");
    const QByteArray request =
        "kind: http.request@1, url: 'http://me:pw@[::1]:8/a%20b?c', method: POST,"
        " body: { x: 1 }, expect: [404]";
    row("an answer that was expected",
        request,
        R"([[true, {"status": 404, "headers": {"Content-Type": "application/json"}, "body": "[1]"}]])",
        {u"http.query"_s},
        "ok",
        R"("body":[1],)");
    row("an answer that was not",
        request,
        R"([[true, {"status": 500, "headers": {}, "body": "oh"}]])",
        {u"http.query"_s},
        "error",
        R"("message":"::1:8 answered with status 500.")");
    row("no answer",
        request,
        R"([[true, {"status": 599, "headers": {}, "body": null}]])",
        {u"http.query"_s},
        "error",
        R"("kind":"unreachable")");
    row("an answer that Salt cannot read",
        request,
        R"([[false, "'utf-8' codec can't decode byte 0xff"]])",
        {u"http.query"_s},
        "error",
        R"("kind":"failed")");
    row("an address that is none",
        "kind: http.request@1, url: 'ftp://x'",
        "[]",
        {},
        "error",
        R"("kind":"bad-input")");
    row("a notification",
        "kind: notify@1, url: 'http://x/', text: hi",
        R"([[true, {"status": 200, "headers": {}, "body": "done"}]])",
        {u"http.query"_s},
        "ok",
        R"({"body":"done","status":200})");
    row("a name that is none asks nothing",
        "kind: container.ensure@1, name: 'not a name'",
        "[]",
        {},
        "error",
        R"("kind":"bad-input")");
}

void tst_StockReplay::jobs()
{
    QFETCH(QByteArray, node);
    QFETCH(QByteArray, answers);
    QFETCH(QStringList, functions);
    QFETCH(QString, port);
    QFETCH(QString, says);
    const QTemporaryDir folder;
    const QByteArray sls = slsOf("  it: { " + node + " }\n", "go -> it");
    const QJsonValue outcome = asReactor(sls, conversation, {caseOf(answers)}, folder.path()).at(0);
    QCOMPARE(functionsOf(outcome), functions);
    const QJsonObject left = exitOf(outcome);
    QCOMPARE(left.value("type"_L1).toString(), u"saltern/p/it/"_s + port);
    const QByteArray data =
        QJsonDocument(left.value("data"_L1).toObject()).toJson(QJsonDocument::Compact);
    QVERIFY2(data.contains(says.toUtf8()), data);
    // Nothing of a step that has ended is left behind.
    const QDir steps(folder.filePath(u"saltern/steps"_s));
    QCOMPARE(steps.entryList(QDir::Files), QStringList());
}

void tst_StockReplay::hostileValuesStayData_data()
{
    QTest::addColumn<QString>("text");
    // A state of Salt's would call the function.
    QTest::newRow("slot") << u"__slot__:salt:cmd.run(reboot)"_s;
    QTest::newRow("shell") << u"$(reboot); `id` | sh && exit \"'"_s;
    QTest::newRow("yaml and templates") << u"}} {{ 7*7 }} {% x %}\n- a: !!python/object"_s;
    QTest::newRow("controls") << QString(u"a\tb\x7f\u0085\u2028"_s + QChar(0));
    QTest::newRow("list") << u"a=b,c=d"_s;
    QTest::newRow("number") << u"010"_s;
}

void tst_StockReplay::hostileValuesStayData()
{
    QFETCH(QString, text);
    const QTemporaryDir folder;
    const QByteArray sls = slsOf(
        "  it: { kind: network.ensure@1, name: n, labels: { t: \"{{ event.data.text }}\" } }\n",
        "go -> it");
    const QByteArray answers = "[" + absentNetwork + ", [true, {}]]";
    const QJsonValue outcome =
        asReactor(sls, conversation, {caseOf(answers, {{u"text"_s, text}})}, folder.path()).at(0);
    const QJsonValue made = outcome["asked"_L1][1];
    QCOMPARE(made[0].toString(), u"docker.create_network"_s);
    QCOMPARE(made[2]["labels"_L1]["t"_L1].toString(), text);
    QCOMPARE(made[2]["skip_translate"_L1], QJsonValue(true));
}

void tst_StockReplay::requestsAreArguments()
{
    const QTemporaryDir folder;
    const QByteArray sls =
        slsOf("  it: { kind: http.request@1, url: 'http://me:pw@[::1]:8/a%20b?c', method: PUT, "
              "query: { q: \"{{ event.data.t }}\" }, headers: { X-T: \"{{ event.data.t }}\" }, "
              "body: \"{{ event.data.t }}\" }\n",
              "go -> it");
    const QString text = u"{{ 7*7 }} {% x %} \u00e9&'\""_s;
    const QJsonArray outcomes =
        asReactor(sls, conversation, {caseOf("[]", {{u"t"_s, text}})}, folder.path());
    const QJsonObject given = outcomes.at(0)["asked"_L1][0][2].toObject();
    QCOMPARE(
        given.value("url"_L1).toString(),
        u"http://[::1]:8/a%20b?c&q=%7B%7B%207%2A7%20%7D%7D%20%7B%25%20x%20%25%7D%20%C3%A9%26%27%22"_s);
    QCOMPARE(given.value("data"_L1).toString(), text);
    QCOMPARE(given.value("method"_L1).toString(), u"PUT"_s);
    QCOMPARE(given.value("agent"_L1).toString(), u"saltern"_s);
    const QJsonObject headers = given.value("header_dict"_L1).toObject();
    QCOMPARE(headers.value("X-T"_L1).toString(), text);
    QCOMPARE(headers.value("Authorization"_L1).toString(), u"Basic bWU6cHc="_s);
    // With these, Salt would take texts for templates.
    for (const QString &renders : {u"header_render"_s, u"data_render"_s, u"template_dict"_s})
        QVERIFY2(!given.contains(renders), qPrintable(renders));
}

void tst_StockReplay::twoStepsNeverWorkOnOneObject()
{
    const QTemporaryDir folder;
    const QByteArray sls = slsOf("  it: { kind: network.ensure@1, name: n }\n", "go -> it");
    const QByteArray whole = "[" + absentNetwork + ", [true, {}]]";
    // The first one's answer is still to come.
    const QJsonArray outcomes =
        asReactor(sls, conversation, {caseOf("[]"), caseOf(whole)}, folder.path());
    QCOMPARE(functionsOf(outcomes.at(0)), QStringList{u"docker.inspect_network"_s});
    QCOMPARE(functionsOf(outcomes.at(1)), QStringList());
    QCOMPARE(exitOf(outcomes.at(1))["data"_L1]["error"_L1]["kind"_L1], QJsonValue(u"conflict"_s));

    // One that has ended is in nobody's way.
    const QTemporaryDir other;
    const QJsonArray turns =
        asReactor(sls, conversation, {caseOf(whole), caseOf(whole)}, other.path());
    QCOMPARE(exitOf(turns.at(1)).value("type"_L1), QJsonValue(u"saltern/p/it/changed"_s));
}

void tst_StockReplay::timeIsUpAndAllIsPutBack()
{
    const QTemporaryDir folder;
    const QByteArray sls = slsOf(
        "  it: { kind: container.ensure@1, name: web, image: 'a:1', timeout: 10m }\n", "go -> it");
    const QByteArray answers =
        R"([[true, {}], [true, {"Id": "sha256:1"}], [true, {"Id": "c1"}], [true, {"result": true}],)"
        R"([true, {"State": {"Running": true}}], [true, []], [true, []]])";
    // The clock goes on by half an hour before the fifth answer.
    const QByteArray late = R"(
import time
real, jobs = time.time, []
time.time = lambda: real() + (1800 if len(jobs) >= 5 else 0)
go_on = names["_ReplayingStock"].go_on
names["_ReplayingStock"].go_on = lambda *given: (jobs.append(1), go_on(*given))[1]
)";
    const QJsonValue outcome =
        asReactor(sls, late + conversation, {caseOf(answers)}, folder.path()).at(0);
    const QStringList functions = functionsOf(outcome);
    QCOMPARE(functions.last(), u"docker.rm"_s);
    QCOMPARE(functions.count(u"docker.rm"_s), 1);
    QCOMPARE(exitOf(outcome)["data"_L1]["error"_L1]["kind"_L1], QJsonValue(u"timeout"_s));
}

void tst_StockReplay::severalHosts_data()
{
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("answers");
    QTest::addColumn<QJsonArray>("minions");
    QTest::addColumn<QStringList>("asked"); // in their order
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("says");
    const QJsonArray three{u"a"_s, u"b"_s, u"c"_s};
    const QByteArray same = R"([true, {"Name": "n"}])";
    const QByteArray refused = R"([false, "ERROR: Error 403: no"])";
    QTest::newRow("the first by name")
        << QByteArray("'*'") << "[" + same + "]" << three << QStringList{u"a"_s} << u"unchanged"_s
        << uR"("action":"none")"_s;
    QTest::newRow("none") << QByteArray("all x*") << QByteArray("[]") << QJsonArray()
                          << QStringList() << u"error"_s << u"picks no minion"_s;
    QTest::newRow("any of one") << QByteArray("any") << "[" + same + "]" << QJsonArray{u"b"_s}
                                << QStringList{u"b"_s} << u"unchanged"_s << uR"("action":"none")"_s;
    QTest::newRow("all") << QByteArray("all") << "[" + same + "," + same + "," + same + "]" << three
                         << QStringList{u"a"_s, u"b"_s, u"c"_s} << u"unchanged"_s
                         << uR"("host":"c","ok":true,"port":"unchanged")"_s;
    QTest::newRow("one fails") << QByteArray("all, batch: 2")
                               << "[" + same + "," + refused + "," + same + "]" << three
                               << QStringList{u"a"_s, u"b"_s, u"c"_s} << u"error"_s
                               << u"It failed on 1 of 3 hosts; b: Docker: no."_s;
    QTest::newRow("a failure ends it")
        << QByteArray("all, batch: 1, stopOnFailure: true") << "[" + same + "," + refused + "]"
        << three << QStringList{u"a"_s, u"b"_s} << u"error"_s << u"1 was not begun."_s;
}

void tst_StockReplay::severalHosts()
{
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, answers);
    QFETCH(QJsonArray, minions);
    QFETCH(QStringList, asked);
    QFETCH(QString, port);
    QFETCH(QString, says);
    const QTemporaryDir folder;
    const QByteArray sls =
        slsOf("  it: { kind: network.ensure@1, name: n, place: " + place + " }\n", "go -> it");
    QJsonObject given = caseOf(answers);
    given.insert(u"minions"_s, minions);
    const QJsonValue outcome = asReactor(sls, conversation, {given}, folder.path()).at(0);
    QStringList hosts;
    const QJsonArray jobs = outcome["asked"_L1].toArray();
    for (const QJsonValue &job : jobs)
        hosts += job[3].toString();
    QCOMPARE(hosts, asked);
    QCOMPARE(outcome["exits"_L1].toArray().size(), 1);
    QCOMPARE(exitOf(outcome).value("type"_L1).toString(), u"saltern/p/it/"_s + port);
    const QByteArray data =
        QJsonDocument(exitOf(outcome).value("data"_L1).toObject()).toJson(QJsonDocument::Compact);
    QVERIFY2(data.contains(says.toUtf8()), data);
    const QDir steps(folder.filePath(u"saltern/steps"_s));
    QCOMPARE(steps.entryList(QDir::Files), QStringList());
}

QTEST_GUILESS_MAIN(tst_StockReplay)
#include "tst_stockreplay.moc"
